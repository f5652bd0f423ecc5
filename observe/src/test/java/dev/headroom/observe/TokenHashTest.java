package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.EndpointObservation.Tokens;
import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Opening;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A bearer token")
class TokenHashTest {

  private static final String JWT = "x".repeat(900);

  /** An execution by the hash of its binds. */
  private record Told(long bindHash) implements Execution {

    @Override
    public Object[] takeValues() {
      return null;
    }

    @Override
    public int valueCount() {
      return 0;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 726fdb47dd0e0e31",
    "1, 74f839c593dc67fd",
    "7, ab0200f58b01d137",
    "8, 93f5f5799a932462",
    "15, a129ca6149be45e5",
    "63, 958a324ceb064572",
  })
  @DisplayName("is hashed by SipHash-2-4, as its authors' own vectors have it")
  void vectors(int length, String hash) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) i);
    }
    assertThat(
            Long.toHexString(
                TokenHash.sip(
                    0x0706050403020100L, 0x0f0e0d0c0b0a0908L, text.toString(), 0, length)))
        .isEqualTo(hash);
  }

  @Test
  @DisplayName("is known again by its end, however the scheme is written; nothing else is hashed")
  void knownAgain() {
    long hash = TokenHash.of("Bearer " + JWT + "a");
    assertThat(hash).isNotZero().isEqualTo(TokenHash.of("bearer  " + JWT + "a "));
    assertThat(TokenHash.of("Bearer " + JWT + "b")).isNotEqualTo(hash);
    assertThat(TokenHash.of("Bearer a")).isNotZero().isNotEqualTo(TokenHash.of("Bearer aa"));
    for (String other : new String[] {null, "", "Bearer", "Bearer ", "Bearer   ", "Basic YTpi"}) {
      assertThat(TokenHash.of(other)).as(other).isZero();
    }
  }

  @Test
  @DisplayName(
      "is counted at its endpoint, and the first three statements of its requests by what they bind")
  void counted() {
    Observer observer = new Observer(ObserveOptions.defaults());
    for (int i = 0; i < 12; i++) {
      Request request = observer.begin("GET");
      observer.authorization(request, i == 11 ? null : "Bearer token-" + i % 4);
      run(observer, "select name from app_user where id = ?", i % 4);
      run(observer, "select a from b where id = ?", i);
      run(observer, "select c from d where id = ?", 1);
      run(observer, "select e from f where id = ?", i % 4);
      observer.end(request, "/a", 200);
    }
    var seen = observer.snapshot();
    assertThat(seen.endpoints().get(0).tokens()).isEqualTo(new Tokens(11, 4));
    assertThat(opening(seen.statements(), "app_user")).isEqualTo(new Opening(11, 4));
    assertThat(opening(seen.statements(), "from b")).isEqualTo(new Opening(11, 11));
    assertThat(opening(seen.statements(), "from d")).isEqualTo(new Opening(11, 4));
    assertThat(opening(seen.statements(), "from f")).isEqualTo(Opening.NONE);
    assertThat(seen.toString()).doesNotContain("token-1");
    assertThat(observer.faults()).isZero();
  }

  private static void run(Observer observer, String sql, long bind) {
    observer.exit(observer.enter(), observer.shape(sql), new Told(Hashes.of(bind)), 1, null);
  }

  private static Opening opening(List<StatementObservation> statements, String part) {
    return statements.stream()
        .filter(s -> s.fingerprint().contains(part))
        .findFirst()
        .orElseThrow()
        .opening();
  }
}
