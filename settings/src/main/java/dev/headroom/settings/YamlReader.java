package dev.headroom.settings;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Events of the parser to values: by hand, because values that the library builds lose places. */
final class YamlReader {

  private static final int DEEPEST = 40;

  private final String file;
  private final LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
  private final Iterator<Event> events;
  private Yaml.Place last;

  YamlReader(String file, String text) {
    this.file = file;
    this.last = new Yaml.Place(file, 1, 1);
    String bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
    this.events = new Parse(settings).parseString(bare).iterator();
  }

  Yaml document() {
    try {
      Event event = next();
      while (event.getEventId() == Event.ID.StreamStart
          || event.getEventId() == Event.ID.DocumentStart) {
        event = next();
      }
      if (event.getEventId() == Event.ID.StreamEnd) {
        return new Yaml.Scalar(last, "null", Yaml.Kind.NULL);
      }
      Yaml value = value(event, 0);
      next(); // the document's end
      if (next().getEventId() != Event.ID.StreamEnd) {
        throw last.wrong("a second document begins here; write one");
      }
      return value;
    } catch (MarkedYamlEngineException e) {
      throw place(e.getProblemMark()).wrong("is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw last.wrong("is not YAML: " + e.getMessage());
    }
  }

  private Event next() {
    Event event = events.next();
    last = place(event.getStartMark());
    return event;
  }

  private Yaml value(Event event, int depth) {
    Yaml.Place place = last;
    if (depth > DEEPEST) {
      throw place.wrong("is nested more than " + DEEPEST + " deep");
    }
    if (event instanceof AliasEvent
        || (event instanceof NodeEvent node && node.getAnchor().isPresent())) {
      throw place.wrong("anchors (&name) and aliases (*name) are not read: write the value here");
    }
    if (event instanceof ScalarEvent scalar) {
      Yaml.Kind kind = kind(scalar);
      return new Yaml.Scalar(place, kind == Yaml.Kind.NULL ? "null" : scalar.getValue(), kind);
    }
    return event.getEventId() == Event.ID.SequenceStart
        ? items(place, depth)
        : fields(place, depth);
  }

  private Yaml.Items items(Yaml.Place place, int depth) {
    List<Yaml> items = new ArrayList<>();
    for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
      items.add(value(event, depth + 1));
    }
    return new Yaml.Items(place, items);
  }

  private Yaml.Fields fields(Yaml.Place place, int depth) {
    Map<String, Yaml> fields = new LinkedHashMap<>();
    Map<String, Yaml.Place> keys = new LinkedHashMap<>();
    for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
      Yaml.Place at = last;
      if (!(event instanceof ScalarEvent)
          || !(value(event, depth + 1) instanceof Yaml.Scalar key)) {
        throw at.wrong("a key must be a text");
      }
      if (keys.putIfAbsent(key.text(), at) != null) {
        throw at.wrong("the key '" + key.text() + "' stands here a second time");
      }
      fields.put(key.text(), value(next(), depth + 1));
    }
    return new Yaml.Fields(place, fields, keys);
  }

  private Yaml.Kind kind(ScalarEvent scalar) {
    if (scalar.getTag().isPresent()) {
      throw last.wrong("tags (" + scalar.getTag().get() + ") are not read: leave it out");
    }
    if (!scalar.isPlain()) {
      return Yaml.Kind.TEXT;
    }
    Tag tag = settings.getSchema().getScalarResolver().resolve(scalar.getValue(), true);
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return Yaml.Kind.NUMBER;
    }
    return tag.equals(Tag.BOOL)
        ? Yaml.Kind.BOOLEAN
        : tag.equals(Tag.NULL) ? Yaml.Kind.NULL : Yaml.Kind.TEXT;
  }

  private Yaml.Place place(@Nullable Mark mark) {
    return mark == null ? last : new Yaml.Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private Yaml.Place place(Optional<Mark> mark) {
    return place(mark.orElse(null));
  }
}
