package dev.headroom.prove;

import dev.headroom.prove.Template.Value;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The values of one request, or of one flow: each variable is drawn when first needed and then
 * stays.
 */
final class Draw {

  private final PreparedScenario prepared;
  private final SplittableRandom random;
  private final Map<String, Value> drawn = new HashMap<>();

  Draw(PreparedScenario prepared, SplittableRandom random) {
    this.prepared = prepared;
    this.random = random;
  }

  Value get(String name) {
    Value value = drawn.get(name);
    if (value == null) {
      value = draw(name);
      drawn.put(name, value);
    }
    return value;
  }

  /** A value that an answer gave. */
  void put(String name, Value value) {
    drawn.put(name, value);
  }

  private Value draw(String name) {
    Variable variable = prepared.scenario.variables.get(name);
    if (variable == null) {
      throw new IllegalStateException("variable '" + name + "' is not declared");
    }
    return switch (variable) {
      case Variable.Range range -> range.draw(random);
      case Variable.Days days -> days.draw(random);
      case Variable.After after ->
          new Value(
              LocalDate.parse(get(after.day()).text()).plusDays(after.days()).toString(), false);
      case Variable.Choice choice -> choice.values().get(choice.skew().pick(random));
      case Variable.Unique unique -> new Value(prepared.nextUnique(unique.prefix()), false);
      case Variable.Row row ->
          Variable.Row.value(
              row.inOrder() ? prepared.nextRow(name, row.n()) : row.skew().pick(random));
      case Variable.Field field -> field.values().get(Integer.parseInt(get(field.row()).text()));
      case Variable.Read read -> {
        List<Value> list = prepared.list(name, PreparedScenario.key(read.needs(), this::get));
        yield list.get(Variable.Skew.of(read.skew(), list.size()).pick(random));
      }
    };
  }
}
