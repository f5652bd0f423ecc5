package dev.headroom.prove;

import dev.headroom.prove.Template.Value;
import dev.headroom.settings.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * Data of a scenario from a file: columns by name, each as long as the others. Held in memory, so
 * bounded.
 */
final class DataFile {

  private static final long LARGEST = 64L << 20;
  private static final String NAME = "[A-Za-z][A-Za-z0-9_-]*";

  private DataFile() {}

  /** A file whose first line names the columns. */
  static Map<String, List<Value>> csv(Path file, Yaml.Place place) {
    String text = text(file, place);
    Map<String, List<Value>> columns = new LinkedHashMap<>();
    try (MappingIterator<Map<String, String>> rows =
        new CsvMapper()
            .readerForMapOf(String.class)
            .with(CsvSchema.emptySchema().withHeader())
            .readValues(text)) {
      int number = 1;
      while (rows.hasNext()) {
        Map<String, String> row = rows.next();
        number++;
        if (columns.isEmpty()) {
          row.keySet().forEach(name -> columns.put(name(file, name, place), new ArrayList<>()));
        }
        if (row.size() != columns.size()) {
          throw place.wrong(
              file
                  + ": row "
                  + number
                  + " has "
                  + row.size()
                  + " values, the first line names "
                  + columns.size()
                  + " columns");
        }
        row.forEach((name, value) -> add(columns, name, new Value(value, isNumber(value))));
      }
    } catch (JacksonException e) {
      throw place.wrong(file + " is not CSV: " + where(e));
    }
    return filled(file, columns, place);
  }

  /** Objects with the same fields, at a path such as {@code items[]}. */
  static Map<String, List<Value>> json(Path file, String list, Yaml.Place place) {
    JsonNode tree;
    try {
      tree = JsonMapper.builder().build().readTree(text(file, place));
    } catch (JacksonException e) {
      throw place.wrong(file + " is not JSON: " + where(e));
    }
    JsonNode rows = tree;
    for (String field : list.isEmpty() ? new String[0] : list.split("\\.", -1)) {
      rows = rows.path(field);
    }
    if (!rows.isArray()) {
      throw place.wrong(
          file
              + " has no list"
              + (list.isEmpty() ? "; say where with 'list'" : " at '" + list + "'"));
    }
    Map<String, List<Value>> columns = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      JsonNode row = rows.get(i);
      if (i == 0) {
        row.properties().stream()
            .filter(field -> field.getValue().isValueNode())
            .forEach(field -> columns.put(name(file, field.getKey(), place), new ArrayList<>()));
      }
      for (var column : columns.entrySet()) {
        JsonNode value = row.path(column.getKey());
        if (!value.isValueNode() || value.isNull()) {
          throw place.wrong(
              file + ": entry " + i + " of the list has no value '" + column.getKey() + "'");
        }
        column.getValue().add(new Value(value.asString(), value.isNumber()));
      }
    }
    return filled(file, columns, place);
  }

  private static void add(Map<String, List<Value>> columns, String name, Value value) {
    List<Value> column = columns.get(name);
    if (column != null) {
      column.add(value);
    }
  }

  private static Map<String, List<Value>> filled(
      Path file, Map<String, List<Value>> columns, Yaml.Place place) {
    if (columns.isEmpty()) {
      throw place.wrong(file + " has no rows of data");
    }
    return columns;
  }

  private static String name(Path file, String name, Yaml.Place place) {
    if (!name.matches(NAME)) {
      throw place.wrong(file + ": a column's name is letters, digits, _ and -, was '" + name + "'");
    }
    return name;
  }

  /** As JSON writes numbers: 007 is a text. */
  private static boolean isNumber(String text) {
    return text.matches("-?(0|[1-9]\\d{0,15})(\\.\\d{1,15})?");
  }

  private static String text(Path file, Yaml.Place place) {
    try {
      if (Files.size(file) > LARGEST) {
        throw place.wrong(file + " is larger than 64 MB, which are held in memory");
      }
      String text = Files.readString(file);
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      throw place.wrong("there is no file " + file);
    } catch (IOException e) {
      throw place.wrong(file + " cannot be read as UTF-8 text: " + e.getMessage());
    }
  }

  private static String where(JacksonException e) {
    return "line "
        + e.getLocation().getLineNr()
        + ", column "
        + e.getLocation().getColumnNr()
        + ": "
        + e.getOriginalMessage();
  }
}
