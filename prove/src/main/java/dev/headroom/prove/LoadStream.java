package dev.headroom.prove;

import dev.headroom.prove.GeneratorWatch.Generator;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What a worker saw, as bytes to another process of the same program: histograms with every count.
 * The shape has no version, because both ends are started together.
 */
final class LoadStream {

  private static final int MOST_BYTES = 256 << 20;

  private LoadStream() {}

  private interface Writes<T> {
    void write(T value) throws IOException;
  }

  private interface Reads<T> {
    T read() throws IOException;
  }

  static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MOST_BYTES) {
      throw new IOException("what a worker says is not understood");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    bytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  private static <T> void map(DataOutputStream out, Map<String, T> map, Writes<T> writes)
      throws IOException {
    out.writeInt(map.size());
    for (var entry : map.entrySet()) {
      text(out, entry.getKey());
      writes.write(entry.getValue());
    }
  }

  private static <T, M extends Map<String, T>> M map(DataInputStream in, M into, Reads<T> reads)
      throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      into.put(text(in), reads.read());
    }
    return into;
  }

  static void write(DataOutputStream out, Histogram seen) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(seen.getNeededByteBufferCapacity());
    int length = seen.encodeIntoCompressedByteBuffer(buffer);
    out.writeInt(length);
    out.write(buffer.array(), 0, length);
  }

  static Histogram histogram(DataInputStream in) throws IOException {
    try {
      Histogram seen = Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes(in)), 1);
      seen.setAutoResize(true);
      return seen;
    } catch (DataFormatException e) {
      throw new IOException("what a worker says is no histogram", e);
    }
  }

  static void write(DataOutputStream out, Interval interval) throws IOException {
    out.writeDouble(interval.start());
    out.writeDouble(interval.seconds());
    text(out, interval.phase());
    out.writeLong(interval.due());
    out.writeLong(interval.ended());
    out.writeLong(interval.failed());
    out.writeInt(interval.waiting());
    map(out, interval.response(), seen -> write(out, seen));
    out.writeLong(interval.generatorLateMicros());
    out.writeLong(interval.stoodStillMicros());
  }

  static Interval interval(DataInputStream in) throws IOException {
    return new Interval(
        in.readDouble(),
        in.readDouble(),
        text(in),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readInt(),
        map(in, new LinkedHashMap<>(), () -> histogram(in)),
        in.readLong(),
        in.readLong());
  }

  static void write(DataOutputStream out, LoadResult result) throws IOException {
    out.writeDouble(result.seconds);
    map(out, result.groups, seen -> write(out, seen));
    out.writeInt(result.phases.size());
    for (LoadResult.Phase phase : result.phases) {
      text(out, phase.name());
      out.writeBoolean(phase.measured());
      out.writeDouble(phase.seconds());
      map(out, phase.groups(), seen -> write(out, seen));
    }
    out.writeDouble(result.generator.cpuShare());
    out.writeDouble(result.generator.waitShare());
    out.writeDouble(result.generator.stealShare());
    out.writeLong(result.generator.stoodStillNanos());
    text(out, result.failure);
    text(out, result.unsent);
  }

  static LoadResult result(DataInputStream in) throws IOException {
    double seconds = in.readDouble();
    Map<String, GroupResult> groups = map(in, new LinkedHashMap<>(), () -> group(in));
    List<LoadResult.Phase> phases = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      phases.add(
          new LoadResult.Phase(
              text(in),
              in.readBoolean(),
              in.readDouble(),
              map(in, new LinkedHashMap<>(), () -> group(in))));
    }
    Generator generator =
        new Generator(in.readDouble(), in.readDouble(), in.readDouble(), in.readLong());
    return new LoadResult(seconds, groups, phases, generator, text(in), text(in));
  }

  private static void write(DataOutputStream out, GroupResult seen) throws IOException {
    write(out, seen.response);
    write(out, seen.service);
    write(out, seen.generatorLate);
    write(out, seen.targetSlow);
    map(out, seen.errors, out::writeLong);
    map(out, seen.examples, example -> text(out, example));
    map(
        out,
        seen.steps,
        step -> {
          write(out, step.response());
          map(out, step.errors(), out::writeLong);
        });
    ServerTimes times = seen.times;
    out.writeBoolean(times != null);
    if (times != null) {
      write(out, times);
    }
    out.writeLong(seen.scheduled);
    out.writeLong(seen.starts);
    out.writeLong(seen.sentInTime);
    out.writeLong(seen.ended);
    out.writeLong(seen.endedInTime);
    out.writeLong(seen.bytes);
  }

  private static GroupResult group(DataInputStream in) throws IOException {
    GroupResult seen = new GroupResult();
    seen.response.add(histogram(in));
    seen.service.add(histogram(in));
    seen.generatorLate.add(histogram(in));
    seen.targetSlow.add(histogram(in));
    map(in, seen.errors, in::readLong);
    map(in, seen.examples, () -> text(in));
    map(
        in,
        seen.steps,
        () -> new GroupResult.StepResult(histogram(in), map(in, new TreeMap<>(), in::readLong)));
    if (in.readBoolean()) {
      seen.times = times(in);
    }
    seen.scheduled = in.readLong();
    seen.starts = in.readLong();
    seen.sentInTime = in.readLong();
    seen.ended = in.readLong();
    seen.endedInTime = in.readLong();
    seen.bytes = in.readLong();
    return seen;
  }

  private static void write(DataOutputStream out, ServerTimes times) throws IOException {
    out.writeInt(times.names.size());
    for (int k = 0; k < times.names.size(); k++) {
      text(out, times.names.get(k));
      numbers(out, times.parts[k]);
    }
    numbers(out, times.responses);
    numbers(out, times.services);
    for (long count : times.counts) {
      out.writeLong(count);
    }
  }

  private static ServerTimes times(DataInputStream in) throws IOException {
    ServerTimes times = new ServerTimes();
    int names = in.readInt();
    times.parts = new double[names][times.counts.length];
    for (int k = 0; k < names; k++) {
      times.names.add(text(in));
      numbers(in, times.parts[k]);
    }
    numbers(in, times.responses);
    numbers(in, times.services);
    for (int i = 0; i < times.counts.length; i++) {
      times.counts[i] = in.readLong();
    }
    return times;
  }

  private static void numbers(DataOutputStream out, double[] numbers) throws IOException {
    for (double number : numbers) {
      out.writeDouble(number);
    }
  }

  private static void numbers(DataInputStream in, double[] into) throws IOException {
    for (int i = 0; i < into.length; i++) {
      into[i] = in.readDouble();
    }
  }
}
