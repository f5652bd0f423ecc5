package dev.headroom.prove;

import dev.headroom.prove.Template.Value;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Where a {@code ${name}} of a scenario takes its value from. */
sealed interface Variable {

  /** The variables that must be drawn before this one. */
  default List<String> needs() {
    return List.of();
  }

  /** Whole numbers, both ends included. */
  record Range(long from, long to, Skew skew) implements Variable {
    Value draw(SplittableRandom random) {
      return value(skew.pick(random));
    }

    Value value(int index) {
      return new Value(Long.toString(from + index), true);
    }
  }

  /** Days, both ends included. */
  record Days(LocalDate from, LocalDate to, Skew skew) implements Variable {
    Value draw(SplittableRandom random) {
      return value(skew.pick(random));
    }

    Value value(int index) {
      return new Value(from.plusDays(index).toString(), false);
    }
  }

  /** The day some days after another. */
  record After(String day, int days) implements Variable {
    @Override
    public List<String> needs() {
      return List.of(day);
    }
  }

  /** One of a list. */
  record Choice(List<Value> values, Skew skew) implements Variable {}

  /** Never the same twice, over all blocks and runs. */
  record Unique(String prefix) implements Variable {}

  /** Which row of a file's data: all its fields are of one row. */
  record Row(int n, boolean inOrder, Skew skew) implements Variable {
    static Value value(int index) {
      return new Value(Integer.toString(index), true);
    }
  }

  /** A column of a file's data. */
  record Field(String row, List<Value> values) implements Variable {
    @Override
    public List<String> needs() {
      return List.of(row);
    }
  }

  /**
   * From an answer that is read once, before the load, for each value of the variables in its path.
   *
   * @param path asked with GET
   * @param as account, or empty
   * @param list where in the answer, for example {@code items[].id}
   */
  record Read(Template path, String as, String list, Skew.Kind skew) implements Variable {
    @Override
    public List<String> needs() {
      return path.names();
    }
  }

  /**
   * Which of n is drawn: each as often, or by Zipf's law with exponent 1 (the k-th 1/k as often as
   * the first), as popularity is.
   */
  final class Skew {

    enum Kind {
      UNIFORM,
      ZIPF
    }

    private final Kind kind;
    private final int n;
    private final double[] cumulative;

    private Skew(Kind kind, int n, double[] cumulative) {
      this.kind = kind;
      this.n = n;
      this.cumulative = cumulative;
    }

    int n() {
      return n;
    }

    static Skew of(Kind kind, int n) {
      if (kind == Kind.UNIFORM) {
        return new Skew(kind, n, new double[0]);
      }
      double[] cumulative = new double[n];
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += 1.0 / (i + 1);
        cumulative[i] = sum;
      }
      return new Skew(kind, n, cumulative);
    }

    int pick(SplittableRandom random) {
      if (kind == Kind.UNIFORM) {
        return random.nextInt(n);
      }
      int found = Arrays.binarySearch(cumulative, random.nextDouble() * cumulative[n - 1]);
      return Math.min(n - 1, found < 0 ? -found - 1 : found + 1);
    }
  }
}
