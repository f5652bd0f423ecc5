package dev.headroom.observe;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Remembers the shape of SQL texts, without a lock for a text that is known.
 *
 * <p>Bounded by characters in two generations: when the young one is full it becomes the old one,
 * and the old one goes. What is used often is found in the old one and moves back. Texts above
 * {@value #LONGEST} characters are not kept; an application that writes its values into the text
 * (batch inserts) must not push everything else out.
 */
final class Shapes {

  static final int LONGEST = 10_240;
  private static final long GENERATION_CHARS = 1_000_000;

  private final Dialect dialect;
  private final AtomicLong chars = new AtomicLong();
  private volatile Map<String, Shape> young = new ConcurrentHashMap<>();
  private volatile Map<String, Shape> old = Map.of();

  Shapes(Dialect dialect) {
    this.dialect = dialect;
  }

  Shape of(String sql) {
    Shape known = young.get(sql);
    return known != null ? known : remember(sql);
  }

  private Shape remember(String sql) {
    if (sql.length() > LONGEST) {
      return new Shape(Fingerprint.of(sql, dialect), ""); // its text would be too much to keep
    }
    Shape shape = old.get(sql);
    if (shape == null) {
      String fingerprint = Fingerprint.of(sql, dialect);
      // One shape for all texts of a fingerprint: it keeps what is known about the statement.
      shape = young.get(fingerprint);
      if (shape == null) {
        shape = old.get(fingerprint);
      }
      if (shape == null) {
        shape = new Shape(fingerprint, sql);
      }
      keep(fingerprint, shape);
    }
    keep(sql, shape);
    return shape;
  }

  private void keep(String text, Shape shape) {
    if (young.putIfAbsent(text, shape) == null
        && chars.addAndGet(text.length() + 64L) > GENERATION_CHARS) {
      turn();
    }
  }

  private synchronized void turn() {
    if (chars.get() > GENERATION_CHARS) {
      old = young;
      young = new ConcurrentHashMap<>();
      chars.set(0);
    }
  }

  int size() {
    return young.size() + old.size();
  }
}
