package dev.headroom.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The steps on a Redis server, for one partition. All its keys carry the partition's hash tag, so
 * that in a cluster they live together and the scripts may touch them at once.
 */
class RedisRemote implements Remote {

  /** Beyond so many tags and namespaces the floor rises instead. */
  static final int MOST_GENERATIONS = 10_000;

  private final String prefix;
  private final byte[] generations;
  private final byte[] stream;
  private final byte[] acknowledgements;
  private final StatefulRedisConnection<byte[], byte[]> commands;
  private final StatefulRedisConnection<byte[], byte[]> feed;
  private final Duration timeout;
  private final AtomicBoolean closed = new AtomicBoolean();

  RedisRemote(
      int partition,
      StatefulRedisConnection<byte[], byte[]> commands,
      StatefulRedisConnection<byte[], byte[]> feed,
      Duration timeout) {
    this.prefix = "{hr:" + partition + "}";
    this.generations = ascii(prefix + "g");
    this.stream = ascii(prefix + "inv");
    this.acknowledgements = ascii(prefix + "a");
    this.commands = commands;
    this.feed = feed;
    this.timeout = timeout;
  }

  @Override
  public Reply<List<byte @Nullable []>> get(String namespace, List<String> keys) {
    byte[][] names = new byte[keys.size()][];
    for (int i = 0; i < names.length; i++) {
      names[i] = name("d:", namespace, keys.get(i));
    }
    long late = late();
    if (names.length == 1) {
      RedisFuture<byte[]> asked = sent(() -> commands.async().get(names[0]));
      return () -> single(asked, late);
    }
    RedisFuture<List<KeyValue<byte[], byte[]>>> asked = sent(() -> commands.async().mget(names));
    return () -> {
      List<byte @Nullable []> found = new ArrayList<>(names.length);
      for (KeyValue<byte[], byte[]> value : await(asked, late)) {
        found.add(value.hasValue() ? value.getValue() : null);
      }
      return found;
    };
  }

  private List<byte @Nullable []> single(RedisFuture<byte[]> asked, long late) {
    List<byte @Nullable []> found = new ArrayList<>(1);
    try {
      found.add(await(asked, late));
    } catch (RemoteFailure e) {
      if (e.kind() != RemoteFailure.Kind.REFUSED) {
        throw e;
      }
      found.add(null); // Not a string: the miss script deletes it.
    }
    return found;
  }

  @Override
  public Reply<List<Answer>> lookOrLease(String namespace, List<Ask> asks) {
    List<Call> calls = new ArrayList<>(asks.size());
    for (Ask ask : asks) {
      calls.add(
          call(
              Script.LOOK_OR_LEASE,
              keys(namespace, ask.key()),
              ascii(namespace),
              Text.bytes(ask.key()),
              ascii(ask.token()),
              ascii(Long.toString(ask.leaseMillis())),
              ascii(ask.rejected()),
              ascii(Integer.toString(ask.tags().size())),
              Header.netstrings(ask.tags())));
    }
    return () -> {
      List<Answer> answers = new ArrayList<>(asks.size());
      for (Call call : calls) {
        List<byte[]> parts = answer(call);
        Answer.What what = Answer.What.valueOf(new String(parts.get(0), US_ASCII));
        byte[] raw = what == Answer.What.HIT ? parts.get(2) : null;
        answers.add(new Answer(what, number(parts.get(1)), raw));
      }
      return answers;
    };
  }

  @Override
  public Reply<List<Boolean>> store(String namespace, List<Parcel> parcels) {
    List<Call> calls = new ArrayList<>(parcels.size());
    for (Parcel parcel : parcels) {
      calls.add(
          call(
              Script.STORE,
              keys(namespace, parcel.key()),
              ascii(parcel.token()),
              parcel.raw(),
              ascii(Long.toString(parcel.ttlMillis()))));
    }
    return () -> {
      List<Boolean> stored = new ArrayList<>(parcels.size());
      for (Call call : calls) {
        stored.add(number(answer(call).get(0)) == 1);
      }
      return stored;
    };
  }

  @Override
  public Reply<Boolean> release(String namespace, List<Ask> asks) {
    List<Call> calls = new ArrayList<>(asks.size());
    for (Ask ask : asks) {
      calls.add(call(Script.RELEASE, keys(namespace, ask.key()), ascii(ask.token())));
    }
    return () -> {
      calls.forEach(this::answer);
      return true;
    };
  }

  @Override
  public Patched patch(String namespace, String key, byte[] from, byte[] to) {
    List<byte[]> parts =
        answer(
            call(
                Script.PATCH,
                keys(namespace, key),
                ascii(namespace),
                Text.bytes(key),
                ascii(Script.sha1(from)),
                to));
    return new Patched(
        Patched.Outcome.valueOf(new String(parts.get(0), US_ASCII)), number(parts.get(1)));
  }

  @Override
  public Reply<Told> invalidate(Invalidation what) {
    byte[] namespace = ascii(what.namespace());
    byte[] name = Text.bytes(what.name());
    byte[][] shared = {generations, stream};
    Call call =
        switch (what.kind()) {
          case KEY ->
              call(Script.INVALIDATE_KEY, keys(what.namespace(), what.name()), namespace, name);
          case TAG -> call(Script.INVALIDATE_TAG, shared, namespace, name, count(MOST_GENERATIONS));
          case PATTERN ->
              call(Script.INVALIDATE_PATTERN, shared, namespace, name, count(Patterns.MOST));
          case NAMESPACE -> call(Script.INVALIDATE_NAMESPACE, shared, namespace);
          case EVERYTHING ->
              throw new IllegalArgumentException("only the server invalidates everything");
        };
    return () -> {
      List<byte[]> parts = answer(call);
      return new Told(number(parts.get(0)), number(parts.get(1)));
    };
  }

  @Override
  public Reply<Boolean> fence(Invalidation what, String token, Duration time) {
    return done(
        call(
            Script.FENCE,
            new byte[][] {generations, stream},
            fence(what),
            ascii(token),
            ascii(Long.toString(time.toMillis()))));
  }

  @Override
  public Reply<Boolean> lift(Invalidation what, String token) {
    return done(call(Script.LIFT, new byte[][] {generations, stream}, fence(what), ascii(token)));
  }

  private Reply<Boolean> done(Call call) {
    return () -> number(answer(call).get(0)) == 1;
  }

  /** A pattern fences its namespace: values need not be matched for the short time. */
  private static byte[] fence(Invalidation what) {
    return Text.bytes(
        switch (what.kind()) {
          case KEY -> "k:" + what.namespace() + ":" + what.name();
          case TAG -> "t:" + what.namespace() + ":" + what.name();
          case PATTERN, NAMESPACE, EVERYTHING -> "n:" + what.namespace();
        });
  }

  @Override
  public long unacknowledged(String node, long sequence, Duration live) {
    return number(
        answer(
                call(
                    Script.UNACKNOWLEDGED,
                    new byte[][] {generations, acknowledgements},
                    ascii(node),
                    ascii(Long.toString(sequence)),
                    ascii(Long.toString(live.toNanos() / 1_000))))
            .get(0));
  }

  @Override
  public Snapshot snapshot(boolean move) {
    List<byte[]> parts =
        answer(call(Script.SNAPSHOT, new byte[][] {generations, stream}, ascii(move ? "1" : "0")));
    Map<String, Long> numbers = new HashMap<>();
    Map<String, byte[]> patterns = new HashMap<>();
    for (int i = 2; i + 1 < parts.size(); i += 2) {
      String field = Text.string(parts.get(i));
      if (field.startsWith("p:")) {
        patterns.put(field.substring(2), parts.get(i + 1));
      } else if (!field.startsWith("#f:")) {
        numbers.put(field, number(parts.get(i + 1)));
      }
    }
    return new Snapshot(
        numbers.getOrDefault("#clk", 0L),
        numbers.getOrDefault("#seq", 0L),
        new String(parts.get(1), US_ASCII),
        number(parts.get(0)),
        numbers,
        patterns);
  }

  @Override
  @SuppressWarnings("unchecked") // A generic array for one offset.
  public Heard listen(String node, long acknowledged, String after, Duration block) {
    long late = late();
    // As text: sent again by hash it would come after the question for events.
    RedisFuture<List<byte[]>> said =
        sent(
            () ->
                feed.async()
                    .eval(
                        Script.ACKNOWLEDGE.text(),
                        ScriptOutputType.MULTI,
                        new byte[][] {generations, acknowledgements},
                        ascii(node),
                        ascii(Long.toString(acknowledged))));
    RedisFuture<List<StreamMessage<byte[], byte[]>>> read =
        sent(
            () ->
                feed.async()
                    .xread(
                        XReadArgs.Builder.block(block.toMillis()).count(MOST_EVENTS),
                        XReadArgs.StreamOffset.from(stream, after)));
    List<byte[]> parts = await(said, late);
    List<Event> events = new ArrayList<>();
    for (StreamMessage<byte[], byte[]> message : await(read, late + block.toNanos())) {
      events.add(event(message));
    }
    return new Heard(number(parts.get(1)), number(parts.get(0)), events);
  }

  private static Event event(StreamMessage<byte[], byte[]> message) {
    Map<String, byte[]> body = new HashMap<>();
    message.getBody().forEach((field, value) -> body.put(new String(field, US_ASCII), value));
    try {
      Invalidation what =
          new Invalidation(
              Invalidation.Kind.valueOf(new String(field(body, "kind"), US_ASCII)),
              new String(field(body, "ns"), US_ASCII),
              Text.string(field(body, "name")));
      return new Event(
          message.getId(), number(field(body, "seq")), number(field(body, "clk")), what);
    } catch (RuntimeException e) {
      throw new RemoteFailure(
          RemoteFailure.Kind.REFUSED, "the feed holds what Headroom did not write", e);
    }
  }

  private static byte[] field(Map<String, byte[]> body, String name) {
    return Objects.requireNonNull(body.get(name), name);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      if (commands.isOpen()) {
        var unused = commands.closeAsync();
      }
      if (feed.isOpen()) {
        var unused = feed.closeAsync();
      }
    }
  }

  /** A script on its way; kept whole in case the server does not know it yet. */
  @SuppressWarnings("ArrayRecordComponent") // Not compared.
  private record Call(
      RedisFuture<List<byte[]>> future,
      long late,
      Script script,
      byte[][] keys,
      byte[][] arguments) {}

  /** The text sent for a script; open to tests, which change it to see them fail. */
  String text(Script script) {
    return script.text();
  }

  /** Its hash, by which the server knows it. */
  String sha(Script script) {
    return script.sha();
  }

  private Call call(Script script, byte[][] keys, byte[]... arguments) {
    String sha = sha(script);
    long late = late();
    RedisFuture<List<byte[]>> future =
        sent(() -> commands.async().evalsha(sha, ScriptOutputType.MULTI, keys, arguments));
    return new Call(future, late, script, keys, arguments);
  }

  private List<byte[]> answer(Call call) {
    try {
      return await(call.future(), call.late());
    } catch (RemoteFailure e) {
      if (e.getCause() instanceof RedisNoScriptException) {
        return await(
            sent(
                () ->
                    commands
                        .async()
                        .eval(
                            text(call.script()),
                            ScriptOutputType.MULTI,
                            call.keys(),
                            call.arguments())),
            late());
      }
      throw e;
    }
  }

  private interface Sending<T> {
    RedisFuture<T> send();
  }

  private static <T> RedisFuture<T> sent(Sending<T> sending) {
    try {
      return sending.send();
    } catch (RedisException e) {
      throw failure(e);
    }
  }

  /** Counted from the sending: who asks many partitions at once waits once for all of them. */
  private long late() {
    return System.nanoTime() + timeout.toNanos();
  }

  private <T> T await(Future<T> future, long late) {
    try {
      return future.get(Math.max(0, late - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new RemoteFailure(
          RemoteFailure.Kind.LOST, "no answer within " + timeout.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RemoteFailure(RemoteFailure.Kind.INTERRUPTED, "interrupted", e);
    } catch (CancellationException e) {
      throw new RemoteFailure(RemoteFailure.Kind.LOST, "the connection was closed", e);
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    }
  }

  private static RemoteFailure failure(Throwable e) {
    if (e instanceof RedisCommandInterruptedException) {
      return new RemoteFailure(RemoteFailure.Kind.INTERRUPTED, "interrupted", e);
    }
    boolean refused = e instanceof RedisCommandExecutionException && !isElsewhere(e);
    return new RemoteFailure(
        refused ? RemoteFailure.Kind.REFUSED : RemoteFailure.Kind.LOST,
        String.valueOf(e.getMessage()),
        e);
  }

  /** The server is not, or no longer, the one to ask: another connection finds the one that is. */
  private static boolean isElsewhere(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return Stream.of(
            "MOVED", "ASK", "READONLY", "LOADING", "MASTERDOWN", "CLUSTERDOWN", "NOREPLICAS")
        .anyMatch(message::startsWith);
  }

  private byte[][] keys(String namespace, String key) {
    return new byte[][] {
      generations, stream, name("d:", namespace, key), name("l:", namespace, key)
    };
  }

  private byte[] name(String kind, String namespace, String key) {
    return Text.bytes(prefix + kind + namespace + ":" + key);
  }

  private static byte[] count(int most) {
    return ascii(Integer.toString(most));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static long number(byte[] digits) {
    return Long.parseLong(new String(digits, US_ASCII));
  }
}
