package dev.headroom.observe;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * S6: from a statement's text to its fingerprint. The text has 500 characters. An equal copy is
 * what string building hands out: its hash is not known yet, so it is computed and the characters
 * compared. Copying it is part of {@link #equalCopy}; {@link #copyAlone} tells how much.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FingerprintBenchmark {

  private static final int LENGTH = 500;

  private final Shapes shapes = new Shapes(Dialect.POSTGRESQL);
  private final String known = text(0);
  private final byte[] bytes = known.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  private long next = 1;

  /** Fills the cache. */
  public FingerprintBenchmark() {
    shapes.of(known);
  }

  /** A select of exactly 500 characters, with a literal that makes it another text. */
  private static String text(long literal) {
    StringBuilder sql = new StringBuilder(LENGTH).append("select o.id, o.customer_id, o.status");
    String tail =
        " from orders o join customers c on c.id = o.customer_id where o.restaurant_id = ? and"
            + " o.created_at >= ? and o.created_at < ? and c.status in (?, ?, ?) and o.number = "
            + String.format(java.util.Locale.ROOT, "%012d", literal)
            + " order by o.created_at desc limit 20";
    int column = 0;
    while (sql.length() + 8 + tail.length() < LENGTH) {
      sql.append(", o.c").append(100 + column++);
    }
    sql.append(tail);
    while (sql.length() < LENGTH) {
      sql.append(' ');
    }
    return sql.toString();
  }

  /** The same String again, as a constant in code is. */
  @Benchmark
  public Object sameString() {
    return shapes.of(known);
  }

  /** An equal String, just made. */
  @Benchmark
  @SuppressWarnings("StringCopy")
  public Object equalCopy() {
    return shapes.of(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  /** What making it costs, to be subtracted. */
  @Benchmark
  public Object copyAlone() {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /** A text never seen before, of a known statement: read whole, found by its fingerprint. */
  @Benchmark
  public Object newText() {
    return shapes.of(text(next++));
  }

  /** What making it costs, to be subtracted. */
  @Benchmark
  public Object textAlone() {
    return text(next++);
  }
}
