package dev.headroom.spring;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.serializer.SerializationException;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

/**
 * Sessions in Redis, for as long as it answers. When it does not, whoever needs a session is told
 * so: an empty session in the place of their own would sign them out, and what they write into it
 * would be lost. For a second after a failure nobody asks Redis, and then one request does, so that
 * threads do not pile up.
 */
final class GuardedSessions<S extends Session> implements SessionRepository<S> {

  private static final System.Logger LOG = System.getLogger("dev.headroom.spring");
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final SessionRepository<S> sessions;
  private final LongSupplier nanos;
  private final AtomicReference<@Nullable Failure> last = new AtomicReference<>();

  private record Failure(DataAccessException cause, long nanos) {}

  GuardedSessions(SessionRepository<S> sessions, LongSupplier nanos) {
    this.sessions = sessions;
    this.nanos = nanos;
  }

  private <T extends @Nullable Object> T ask(Supplier<T> question) {
    Failure before = last.get();
    if (before != null && !isTurn(before)) {
      throw new SessionsUnavailableException(before.cause());
    }
    try {
      T answer = question.get();
      last.set(null);
      return answer;
    } catch (DataAccessException e) {
      if (last.getAndSet(new Failure(e, nanos.getAsLong())) == null) {
        LOG.log(System.Logger.Level.WARNING, "sessions: Redis does not answer", e);
      }
      throw new SessionsUnavailableException(e);
    }
  }

  /** When the pause is over one asks, and the others have another pause until it knows. */
  private boolean isTurn(Failure before) {
    long now = nanos.getAsLong();
    return now - before.nanos() >= PAUSE_NANOS
        && last.compareAndSet(before, new Failure(before.cause(), now));
  }

  @Override
  public S createSession() {
    return sessions.createSession();
  }

  @Override
  public void save(S session) {
    ask(
        () -> {
          sessions.save(session);
          return true;
        });
  }

  /** A session that cannot be read, as after its classes changed, is none: its user signs in. */
  @Override
  public @Nullable S findById(String id) {
    return ask(
        () -> {
          try {
            return sessions.findById(id);
          } catch (SerializationException | IllegalStateException unreadable) {
            LOG.log(
                System.Logger.Level.WARNING, "sessions: one cannot be read and ends", unreadable);
            sessions.deleteById(id);
            return null;
          }
        });
  }

  @Override
  public void deleteById(String id) {
    ask(
        () -> {
          sessions.deleteById(id);
          return true;
        });
  }
}
