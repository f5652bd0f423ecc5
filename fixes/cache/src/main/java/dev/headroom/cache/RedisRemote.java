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
import java.io.ByteArrayOutputStream;
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
import org.jspecify.annotations.Nullable;

/**
 * The steps on a Redis server, for one partition. All its keys carry the hash tag {@code {hr:0}},
 * so that in a cluster they live together and the scripts may touch them at once.
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes are passed on, not compared.
class RedisRemote implements Remote {

  /** Beyond so many tags and namespaces the floor rises instead. */
  static final int MOST_GENERATIONS = 10_000;

  private static final String PARTITION = "{hr:0}";
  private static final byte[] G = (PARTITION + "g").getBytes(US_ASCII);
  private static final byte[] INV = (PARTITION + "inv").getBytes(US_ASCII);

  private final StatefulRedisConnection<byte[], byte[]> commands;
  private final StatefulRedisConnection<String, byte[]> feed;
  private final Duration timeout;
  private final AtomicBoolean closed = new AtomicBoolean();

  RedisRemote(
      StatefulRedisConnection<byte[], byte[]> commands,
      StatefulRedisConnection<String, byte[]> feed,
      Duration timeout) {
    this.commands = commands;
    this.feed = feed;
    this.timeout = timeout;
  }

  @Override
  public List<byte @Nullable []> get(String namespace, List<String> keys) {
    byte[][] names = new byte[keys.size()][];
    for (int i = 0; i < names.length; i++) {
      names[i] = name("d:", namespace, keys.get(i));
    }
    List<byte @Nullable []> found = new ArrayList<>(names.length);
    if (names.length == 1) {
      RedisFuture<byte[]> asked = sent(() -> commands.async().get(names[0]));
      try {
        found.add(await(asked, timeout));
      } catch (RemoteFailure e) {
        if (e.kind() != RemoteFailure.Kind.REFUSED) {
          throw e;
        }
        found.add(null); // Not a string: the miss script deletes it.
      }
      return found;
    }
    for (KeyValue<byte[], byte[]> value :
        await(sent(() -> commands.async().mget(names)), timeout)) {
      found.add(value.hasValue() ? value.getValue() : null);
    }
    return found;
  }

  @Override
  public List<Answer> lookOrLease(String namespace, List<Ask> asks) {
    List<Call> calls = new ArrayList<>(asks.size());
    for (Ask ask : asks) {
      calls.add(
          call(
              Script.LOOK_OR_LEASE,
              keys(namespace, ask.key()),
              ascii(namespace),
              ascii(ask.token()),
              ascii(Long.toString(ask.leaseMillis())),
              ascii(ask.rejected()),
              ascii(Integer.toString(ask.tags().size())),
              Header.netstrings(ask.tags())));
    }
    List<Answer> answers = new ArrayList<>(asks.size());
    for (Call call : calls) {
      List<byte[]> parts = answer(call);
      Answer.What what = Answer.What.valueOf(new String(parts.get(0), US_ASCII));
      byte[] raw = what == Answer.What.HIT ? parts.get(2) : null;
      answers.add(new Answer(what, number(parts.get(1)), raw));
    }
    return answers;
  }

  @Override
  public List<Boolean> store(String namespace, List<Parcel> parcels) {
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
    List<Boolean> stored = new ArrayList<>(parcels.size());
    for (Call call : calls) {
      stored.add(number(answer(call).get(0)) == 1);
    }
    return stored;
  }

  @Override
  public void release(String namespace, List<Ask> asks) {
    List<Call> calls = new ArrayList<>(asks.size());
    for (Ask ask : asks) {
      calls.add(call(Script.RELEASE, keys(namespace, ask.key()), ascii(ask.token())));
    }
    calls.forEach(this::answer);
  }

  @Override
  public long invalidate(Invalidation what) {
    byte[] namespace = ascii(what.namespace());
    byte[] name = Text.bytes(what.name());
    Call call =
        switch (what.kind()) {
          case KEY ->
              call(Script.INVALIDATE_KEY, keys(what.namespace(), what.name()), namespace, name);
          case TAG ->
              call(
                  Script.INVALIDATE_TAG,
                  new byte[][] {G, INV},
                  namespace,
                  name,
                  ascii(Integer.toString(MOST_GENERATIONS)));
          case NAMESPACE -> call(Script.INVALIDATE_NAMESPACE, new byte[][] {G, INV}, namespace);
          case EVERYTHING ->
              throw new IllegalArgumentException("only the server invalidates everything");
        };
    return number(answer(call).get(0));
  }

  @Override
  public Snapshot snapshot() {
    List<byte[]> parts = answer(call(Script.SNAPSHOT, new byte[][] {G, INV}));
    Map<String, Long> generations = new HashMap<>();
    for (int i = 2; i + 1 < parts.size(); i += 2) {
      generations.put(Text.string(parts.get(i)), number(parts.get(i + 1)));
    }
    long clock = generations.getOrDefault("#clk", 0L);
    long sequence = generations.getOrDefault("#seq", 0L);
    return new Snapshot(
        clock, sequence, new String(parts.get(1), US_ASCII), number(parts.get(0)), generations);
  }

  @Override
  @SuppressWarnings("unchecked") // A generic array for one offset.
  public Heard listen(String after, Duration block) {
    RedisFuture<List<byte[]>> time = sent(() -> feed.async().time());
    RedisFuture<byte[]> sequence = sent(() -> feed.async().hget(PARTITION + "g", "#seq"));
    RedisFuture<List<StreamMessage<String, byte[]>>> read =
        sent(
            () ->
                feed.async()
                    .xread(
                        XReadArgs.Builder.block(block.toMillis()).count(MOST_EVENTS),
                        XReadArgs.StreamOffset.from(PARTITION + "inv", after)));
    Duration patience = timeout.plus(block);
    List<byte[]> parts = await(time, patience);
    byte[] last = await(sequence, patience);
    List<Event> events = new ArrayList<>();
    for (StreamMessage<String, byte[]> message : await(read, patience)) {
      events.add(event(message));
    }
    return new Heard(
        last == null ? -1 : number(last),
        number(parts.get(0)) * 1_000_000 + number(parts.get(1)),
        events);
  }

  private static Event event(StreamMessage<String, byte[]> message) {
    Map<String, byte[]> body = message.getBody();
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
  private record Call(
      RedisFuture<List<byte[]>> future, Script script, byte[][] keys, byte[][] arguments) {}

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
    RedisFuture<List<byte[]>> future =
        sent(() -> commands.async().evalsha(sha, ScriptOutputType.MULTI, keys, arguments));
    return new Call(future, script, keys, arguments);
  }

  private List<byte[]> answer(Call call) {
    try {
      return await(call.future(), timeout);
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
            timeout);
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

  private static <T> T await(Future<T> future, Duration patience) {
    try {
      return future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new RemoteFailure(
          RemoteFailure.Kind.LOST, "no answer within " + patience.toMillis() + " ms", e);
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
    boolean refused = e instanceof RedisCommandExecutionException;
    return new RemoteFailure(
        refused ? RemoteFailure.Kind.REFUSED : RemoteFailure.Kind.LOST,
        String.valueOf(e.getMessage()),
        e);
  }

  private static byte[][] keys(String namespace, String key) {
    return new byte[][] {G, INV, name("d:", namespace, key), name("l:", namespace, key)};
  }

  private static byte[] name(String kind, String namespace, String key) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(key.length() + 32);
    out.writeBytes(ascii(PARTITION + kind + namespace + ":"));
    out.writeBytes(Text.bytes(key));
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static long number(byte[] digits) {
    return Long.parseLong(new String(digits, US_ASCII));
  }
}
