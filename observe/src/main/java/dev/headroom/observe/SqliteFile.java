package dev.headroom.observe;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who has the write lock of one SQLite file, as far as this process knows.
 *
 * <p>A driver does not tell that it waits: it polls within the statement. So each writer's turn is
 * kept, from its first write to the end of its transaction, and what another's write overlaps with
 * was waited. That is a lower bound: who polls sleeps on after the lock is free. Since there is one
 * writer at a time, a turn begins at the earliest when the one before has ended.
 *
 * <p>Told at the end of each execution; locked for as long as it takes to look at {@value #KEPT}
 * turns, and only by those who write, which SQLite lets do so one by one.
 */
final class SqliteFile {

  private static final int KEPT = 16;
  private static final int MOST_CAUSES = 5;
  private static final long OPEN = Long.MAX_VALUE;
  private static final Shape COMMIT = new Shape("commit", "");

  private static final Set<String> WRITES =
      Set.of(
          "insert", "update", "delete", "replace", "create", "drop", "alter", "reindex", "analyze",
          "vacuum");

  private static final String URL = "jdbc:sqlite:";

  final Path path;

  private final @Nullable Turn[] turns = new Turn[KEPT];
  private int next;

  SqliteFile(Path path) {
    this.path = path;
  }

  /** The file of a URL; null for a database in memory, which each connection has for itself. */
  static @Nullable Path path(@Nullable String url) {
    if (url == null || !url.startsWith(URL) || url.contains("mode=memory")) {
      return null;
    }
    String file = url.substring(URL.length());
    file = file.startsWith("file:") ? file.substring(5) : file;
    int query = file.indexOf('?');
    file = query < 0 ? file : file.substring(0, query);
    return file.isEmpty() || file.startsWith(":")
        ? null
        : Path.of(file).toAbsolutePath().normalize();
  }

  /** A writer's turn. */
  static final class Turn {
    private final Hold hold;
    final String endpoint;
    final Shape shape;
    private final long from;
    private long until;

    Turn(Hold hold, String endpoint, Shape shape, long from, long until) {
      this.hold = hold;
      this.endpoint = endpoint;
      this.shape = shape;
      this.from = from;
      this.until = until;
    }
  }

  /** How long others had the lock, and who of them had it longest. */
  private record Others(long nanos, @Nullable Turn longest, long lastUntil) {}

  /** An execution or commit ended; a null shape is a commit. */
  void ended(
      SqliteSums sums,
      Hold hold,
      @Nullable Request request,
      @Nullable Shape of,
      long start,
      long now,
      @Nullable Throwable why) {
    Shape shape = of == null ? COMMIT : of;
    boolean writes = writes(shape);
    SQLException refusal = refusal(why);
    if (refusal != null) {
      String message = String.valueOf(refusal.getMessage());
      sums.refused(
          endpoint(request),
          shape,
          holder(hold, start, now),
          now - start,
          message.contains("SQLITE_BUSY_SNAPSHOT"),
          writes);
    } else if (writes && why == null) {
      sums.wrote(now - start);
      if (hold.turn == null) {
        String endpoint = endpoint(request);
        Others others = wrote(hold, endpoint, shape, start, now);
        if (others.longest != null) {
          sums.waited(endpoint, shape, others.longest, others.nanos);
        }
      }
    }
  }

  private synchronized Others wrote(Hold hold, String endpoint, Shape shape, long start, long end) {
    for (Turn turn : turns) {
      if (turn != null && turn.until == OPEN) {
        turn.until = Math.max(turn.from, start); // its end was not told, or not yet
      }
    }
    Others others = others(hold, start, end);
    boolean goesOn = hold.inTransaction();
    Turn turn =
        new Turn(hold, endpoint, shape, Math.max(start, others.lastUntil), goesOn ? OPEN : end);
    turns[next] = turn;
    next = (next + 1) % KEPT;
    hold.turn = goesOn ? turn : null;
    return others;
  }

  private Others others(Hold hold, long start, long end) {
    long sum = 0;
    long most = 0;
    long last = start;
    Turn longest = null;
    for (Turn turn : turns) {
      if (turn == null || turn.hold == hold) {
        continue;
      }
      long until = Math.min(turn.until, end);
      long overlap = until - Math.max(turn.from, start);
      if (overlap > 0) {
        sum += overlap;
        last = Math.max(last, until);
        if (overlap > most) {
          most = overlap;
          longest = turn;
        }
      }
    }
    return new Others(Math.min(sum, end - start), longest, last);
  }

  /** Who has the lock, or had it while it was asked for; null for nobody in this process. */
  private synchronized @Nullable Turn holder(Hold hold, long start, long end) {
    for (Turn turn : turns) {
      if (turn != null && turn.hold != hold && turn.until == OPEN) {
        return turn;
      }
    }
    return others(hold, start, end).longest;
  }

  /** The transaction of a connection has ended. */
  synchronized void free(Hold hold, long now) {
    Turn turn = hold.turn;
    if (turn != null) {
      hold.turn = null;
      turn.until = Math.min(turn.until, Math.max(turn.from, now));
    }
  }

  private static boolean writes(Shape shape) {
    String first = shape.first;
    return WRITES.contains(first)
        || (first.equals("begin")
            && (shape.fingerprint.contains("immediate") || shape.fingerprint.contains("exclusive")))
        || (first.equals("with")
            && (shape.fingerprint.contains(" insert into ")
                || shape.fingerprint.contains(" update ")
                || shape.fingerprint.contains(" delete from ")));
  }

  /** SQLITE_BUSY or SQLITE_LOCKED, wherever a pool or a batch has put it. */
  private static @Nullable SQLException refusal(@Nullable Throwable why) {
    Throwable at = why;
    for (int i = 0; at != null && i < MOST_CAUSES; i++) {
      if (at instanceof SQLException sql
          && ((sql.getErrorCode() & 0xff) == 5 || (sql.getErrorCode() & 0xff) == 6)) {
        return sql;
      }
      at = at.getCause();
    }
    return null;
  }

  /** To be asked on the request's own thread. */
  private static String endpoint(@Nullable Request request) {
    if (request == null) {
      return Window.BACKGROUND;
    }
    String known = request.whole().endpoint;
    if (known != null) {
      return known;
    }
    String route = request.route.get();
    return request.name(route == null ? "(unknown)" : route);
  }
}
