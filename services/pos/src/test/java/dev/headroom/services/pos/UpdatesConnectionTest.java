package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.socket.CloseStatus;

/** One listener's line held in hand: slow, overtaken, expired. */
class UpdatesConnectionTest extends UpdatesService {

  @Autowired EventLog log;
  @Autowired TransactionOperations transactions;

  private final UpdatesHub hub = new UpdatesHub();
  private final AtomicLong now = new AtomicLong();

  /** A line that can be held up. */
  private static final class Line implements UpdatesConnection.Out {
    final BlockingQueue<Object> said = new LinkedBlockingQueue<>();
    final CountDownLatch flows;

    Line(boolean flows) {
      this.flows = new CountDownLatch(flows ? 0 : 1);
    }

    @Override
    public void hello(long cursor, long last) {
      said.add("hello " + cursor + "/" + last);
    }

    @Override
    public void event(Event event) {
      said.add(event.sequence());
      try {
        flows.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void ping() {
      said.add("ping");
    }

    @Override
    public void close(CloseStatus status) {
      said.add(status);
    }

    Object next() throws InterruptedException {
      return said.poll(20, TimeUnit.SECONDS);
    }
  }

  private Event append(long restaurant) {
    return transactions.execute(status -> log.append(restaurant, EventKind.MENU_CHANGED, Map.of()));
  }

  private UpdatesConnection start(
      long restaurant, long after, Duration life, int queue, Line line) {
    UpdatesConnection connection =
        new UpdatesConnection(
            restaurant,
            after,
            life,
            new UpdatesProperties(queue, Duration.ofMinutes(10)),
            log,
            hub,
            line,
            now::get);
    Thread.ofVirtual().name("line").start(connection);
    return connection;
  }

  @Test
  @DisplayName("a listener slower than the events is cut off and told where to resume")
  void slowIsCutOff() throws Exception {
    long restaurant = restaurant("Slow");
    Line line = new Line(false);
    UpdatesConnection connection = start(restaurant, 0, Duration.ofHours(1), 3, line);
    assertThat(line.next()).isEqualTo("hello 0/0");
    // Not in the log yet, so what is heard of it came through the queue: the queue is open.
    Event first = new Event(restaurant, 1, EventKind.MENU_CHANGED, Instant.EPOCH, "{}");
    Object heard;
    do {
      connection.offer(first);
      heard = line.said.poll(10, TimeUnit.MILLISECONDS);
    } while (heard == null);
    assertThat(heard).isEqualTo(1L);
    assertThat(append(restaurant).sequence()).isEqualTo(1);
    for (int i = 0; i < 20; i++) {
      hub.publish(append(restaurant));
    }
    assertThat(hub.statistics().dropped()).isPositive();
    line.flows.countDown();
    Object last = 1L;
    Object said = line.next();
    while (said instanceof Long sequence) {
      assertThat(sequence).isEqualTo((Long) last + 1);
      last = sequence;
      said = line.next();
    }
    assertThat(said)
        .isEqualTo(
            new CloseStatus(UpdatesConnection.TOO_SLOW, "too slow: resume with ?after=" + last));
    assertThat(hub.statistics().cutOff()).isEqualTo(1);

    Line again = new Line(true);
    UpdatesConnection resumed = start(restaurant, (Long) last, Duration.ofHours(1), 3, again);
    assertThat(again.next()).isEqualTo("hello " + last + "/21");
    for (long sequence = (Long) last + 1; sequence <= 21; sequence++) {
      assertThat(again.next()).isEqualTo(sequence);
    }
    resumed.end(CloseStatus.NORMAL);
    assertThat(again.next()).isEqualTo(CloseStatus.NORMAL);
  }

  @Test
  @DisplayName("events that overtake each other or are pushed twice arrive once and in order")
  void overtakenArriveInOrder() throws Exception {
    long restaurant = restaurant("Overtaken");
    Line line = new Line(true);
    UpdatesConnection connection = start(restaurant, 0, Duration.ofHours(1), 16, line);
    assertThat(line.next()).isEqualTo("hello 0/0");
    List<Event> events = LongStream.range(0, 5).mapToObj(i -> append(restaurant)).toList();
    for (int i : new int[] {2, 0, 4, 1, 3, 4, 2}) {
      assertThat(connection.offer(events.get(i))).isTrue();
    }
    for (long sequence = 1; sequence <= 5; sequence++) {
      assertThat(line.next()).isEqualTo(sequence);
    }
    connection.end(CloseStatus.NORMAL);
    assertThat(line.next()).isEqualTo(CloseStatus.NORMAL);
  }

  @Test
  @DisplayName("a connection ends with the token that opened it, saying where to resume")
  void endsWithTheToken() throws Exception {
    long restaurant = restaurant("Expired");
    append(restaurant);
    Line line = new Line(true);
    now.set(0);
    start(restaurant, -1, Duration.ZERO, 3, line);
    assertThat(line.next()).isEqualTo("hello 1/1");
    assertThat(line.next())
        .isEqualTo(
            new CloseStatus(
                UpdatesConnection.TOKEN_EXPIRED, "the token has expired: resume with ?after=1"));
  }
}
