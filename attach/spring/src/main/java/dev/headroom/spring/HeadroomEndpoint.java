package dev.headroom.spring;

import dev.headroom.diagnose.Acceptance;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Nearest;
import dev.headroom.loop.Observations;
import dev.headroom.loop.PoolObservation;
import dev.headroom.loop.RuntimeObservation;
import dev.headroom.loop.StatementObservation;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@code /actuator/headroom}: what is slow, and what it was seen by. Reads only; carries
 * fingerprints, never SQL texts with literals or bind values. Exposed and secured as the
 * application exposes and secures its actuator: by default not over HTTP.
 */
@Endpoint(id = "headroom", defaultAccess = Access.READ_ONLY)
final class HeadroomEndpoint {

  private static final int VERSION = 1;
  private static final Set<String> PARTS =
      Set.of("findings", "statements", "endpoints", "pools", "runtime", "fleet");

  private final Seen seen;
  private final @Nullable Fleet fleet;

  HeadroomEndpoint(Seen seen, @Nullable Fleet fleet) {
    this.seen = seen;
    this.fleet = fleet;
  }

  record Overview(
      int version,
      String seenBy,
      double windowSeconds,
      int endpoints,
      int statements,
      List<PoolObservation> pools,
      Observations.Dropped dropped,
      long faults,
      List<Finding> findings) {}

  record Findings(int version, List<String> notes, List<Finding> findings) {}

  record Statements(int version, List<StatementObservation> statements) {}

  record Endpoints(int version, List<EndpointObservation> endpoints) {}

  record Pools(int version, List<PoolObservation> pools) {}

  record OwnProcess(int version, RuntimeObservation runtime) {}

  record WholeFleet(int version, int instances, List<String> notes, List<Finding> findings) {}

  @ReadOperation
  Overview overview() {
    Observations now = seen.observations();
    return new Overview(
        VERSION,
        seen.by(),
        (double) now.windowNanos() / 1e9,
        now.endpoints().size(),
        now.statements().size(),
        now.pools(),
        now.dropped(),
        seen.faults(),
        seen.findings());
  }

  @ReadOperation
  Object part(@Selector String part) {
    return switch (part) {
      case "findings" -> {
        Acceptance judged = seen.judged();
        yield new Findings(VERSION, judged.allNotes(), judged.shown());
      }
      case "statements" -> new Statements(VERSION, seen.observations().statements());
      case "endpoints" -> new Endpoints(VERSION, seen.observations().endpoints());
      case "pools" -> new Pools(VERSION, seen.observations().pools());
      case "runtime" -> new OwnProcess(VERSION, seen.observations().runtime());
      case "fleet" -> fleet();
      default -> {
        String wrong = Nearest.unknown("part", part, PARTS);
        throw new InvalidEndpointRequestException(wrong, wrong);
      }
    };
  }

  private WholeFleet fleet() {
    if (fleet == null) {
      String off = "instances tell each other nothing: set headroom.fleet.enabled=true";
      throw new InvalidEndpointRequestException(off, off);
    }
    Fleet.Merged merged = fleet.merged();
    return new WholeFleet(VERSION, merged.instances(), merged.notes(), merged.findings());
  }
}
