package dev.headroom.services.pos;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;

/**
 * One listener: a cursor into the restaurant's log, moved by one thread.
 *
 * <p>What is sent next is always the event with the number after the cursor. The queue, filled by
 * {@link UpdatesHub#publish}, says what is new; where it has a hole (an event that overtook
 * another, or was written by another instance) the log is read, which is complete up to every
 * number that was ever seen ({@link EventLog}). What is not above the cursor is skipped. So each
 * event arrives once, in order, and a lost connection goes on with its cursor.
 *
 * <p>While the past is replayed nothing is queued: the log is read until its end, then the queue is
 * opened, then the log once more for what was written between. A listener slower than the events
 * fills its queue; it is cut off and told its cursor.
 */
final class UpdatesConnection implements Runnable {

  /**
   * Too slow: the reason says where to resume. In the range that RFC 6455 leaves to applications.
   */
  static final int TOO_SLOW = 4008;

  /** The token has expired: the reason says where to resume. */
  static final int TOKEN_EXPIRED = 4001;

  private static final Logger LOG = LoggerFactory.getLogger(UpdatesConnection.class);
  private static final int PAGE = 500;

  private final long restaurantId;
  private final EventLog log;
  private final UpdatesHub hub;
  private final Out out;
  private final LongSupplier ticker;
  private final long heartbeatNanos;
  private final long expiresNanos;
  private final BlockingQueue<Wake> queue;
  private volatile boolean live;
  private volatile boolean cut;
  private volatile @Nullable CloseStatus ending;
  private long cursor;

  /** What arrives in the queue: an event, or that the connection ends. */
  private record Wake(@Nullable Event event) {}

  /** The listener's end of the line. */
  interface Out {
    void hello(long cursor, long last) throws IOException;

    void event(Event event) throws IOException;

    void ping() throws IOException;

    void close(CloseStatus status);
  }

  /**
   * A connection, not yet running.
   *
   * @param after the last number that the listener has, or -1 for what is new from now on
   * @param life how long the listener's token is valid
   */
  UpdatesConnection(
      long restaurantId,
      long after,
      Duration life,
      UpdatesProperties properties,
      EventLog log,
      UpdatesHub hub,
      Out out,
      LongSupplier ticker) {
    this.restaurantId = restaurantId;
    this.cursor = after;
    this.log = log;
    this.hub = hub;
    this.out = out;
    this.ticker = ticker;
    this.heartbeatNanos = properties.heartbeat().toNanos();
    this.expiresNanos = ticker.getAsLong() + life.toNanos();
    this.queue = new ArrayBlockingQueue<>(properties.queue());
  }

  long restaurantId() {
    return restaurantId;
  }

  /** Called by writers, never blocks; false if the event did not fit. */
  boolean offer(Event event) {
    if (!live) {
      return true; // the log is read after the queue has opened
    }
    if (!cut && queue.offer(new Wake(event))) {
      return true;
    }
    cut = true;
    return false;
  }

  /** Ends the connection from outside. Its thread is woken, or busy and will look. */
  void end(CloseStatus status) {
    ending = status;
    boolean full = !queue.offer(new Wake(null));
    if (full) {
      LOG.debug("connection ends with a full queue");
    }
  }

  @Override
  public void run() {
    hub.add(this);
    try {
      out.close(serve());
    } catch (IOException e) {
      LOG.debug("a listener of restaurant {} went away: {}", restaurantId, e.toString());
      out.close(CloseStatus.SESSION_NOT_RELIABLE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      out.close(CloseStatus.GOING_AWAY);
    } catch (RuntimeException e) {
      LOG.warn("updates of restaurant {} stopped at sequence {}", restaurantId, cursor, e);
      out.close(CloseStatus.SERVER_ERROR.withReason(resume("a fault")));
    } finally {
      hub.remove(this);
    }
  }

  private CloseStatus serve() throws IOException, InterruptedException {
    long last = log.last(restaurantId);
    if (cursor < 0) {
      cursor = last;
    }
    out.hello(cursor, last);
    catchUp();
    live = true;
    catchUp();
    while (true) {
      CloseStatus status = ending;
      if (status != null) {
        return status;
      }
      if (cut) {
        hub.cutOff.increment();
        return new CloseStatus(TOO_SLOW, resume("too slow"));
      }
      long left = expiresNanos - ticker.getAsLong();
      if (left <= 0) {
        return new CloseStatus(TOKEN_EXPIRED, resume("the token has expired"));
      }
      Wake wake = queue.poll(Math.min(left, heartbeatNanos), TimeUnit.NANOSECONDS);
      if (wake == null) {
        out.ping();
        catchUp();
      } else if (wake.event() != null) {
        next(wake.event());
      }
    }
  }

  private void next(Event event) throws IOException {
    if (event.sequence() > cursor + 1) {
      catchUp();
    }
    if (event.sequence() == cursor + 1) {
      send(event);
    }
  }

  private void catchUp() throws IOException {
    boolean more = true;
    while (more && ending == null) {
      var page = log.after(restaurantId, cursor, PAGE);
      for (Event event : page) {
        send(event);
        hub.replayed.increment();
      }
      more = page.size() == PAGE;
    }
  }

  private void send(Event event) throws IOException {
    out.event(event);
    cursor = event.sequence();
    hub.sent.increment();
  }

  private String resume(String why) {
    return why + ": resume with ?after=" + cursor;
  }
}
