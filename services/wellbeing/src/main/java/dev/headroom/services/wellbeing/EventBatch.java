package dev.headroom.services.wellbeing;

import dev.headroom.services.common.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * A batch as it comes in: so many events at once are read and taken, so that the largest batch
 * needs no more memory than these, and what is told of it. A batch of no more than these is taken
 * whole or, where it is none, not at all; of a longer one the events before its fault are taken,
 * which costs nothing, since an event that comes again counts once.
 */
final class EventBatch {

  static final int MOST_BYTES = 10_000_000;

  /** Events of a batch; those beyond are refused. */
  static final int MOST = 100_000;

  /** Events of a transaction. */
  static final int AT_ONCE = 5_000;

  private static final String SHAPE = "the body is {\"events\": [...]} and nothing else";

  private final EventIntake intake;
  private final JsonMapper json;
  private final ObjectReader one;
  private final Me user;
  private final List<JsonNode> waiting = new ArrayList<>();
  private final List<EventOutcome.Refusal> refused = new ArrayList<>();
  private int taken;
  private int accepted;
  private int duplicates;

  EventBatch(EventIntake intake, JsonMapper json, Me user) {
    this.intake = intake;
    this.json = json;
    this.one = json.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    this.user = user;
  }

  EventOutcome take(InputStream body) {
    try (JsonParser parser = json.createParser(new Bounded(body))) {
      expect(parser, JsonToken.START_OBJECT);
      expect(parser, JsonToken.PROPERTY_NAME);
      if (!"events".equals(parser.currentName())) {
        throw refused(SHAPE);
      }
      expect(parser, JsonToken.START_ARRAY);
      int beyond = events(parser);
      expect(parser, JsonToken.END_OBJECT);
      if (parser.nextToken() != null) {
        throw refused(SHAPE);
      }
      flush();
      if (beyond > 0) {
        refused.add(
            new EventOutcome.Refusal(
                MOST,
                null,
                "a batch has at most %d events: this one and the %d after it were left out; send them in another"
                    .formatted(MOST, beyond - 1)));
      }
      return new EventOutcome(accepted, duplicates, refused);
    } catch (JacksonException e) {
      if (e.getCause() instanceof TooLarge) {
        throw Problem.tooLarge("a batch has at most 10 MB: send this one in parts" + before());
      }
      throw refused("the body is not JSON: " + e.getOriginalMessage());
    }
  }

  /** Reads all; answers how many were too many. */
  private int events(JsonParser parser) {
    int beyond = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (taken + waiting.size() == MOST) {
        parser.skipChildren();
        beyond++;
        continue;
      }
      waiting.add(one.readTree(parser));
      if (waiting.size() == AT_ONCE && taken + AT_ONCE < MOST) {
        flush();
      }
    }
    return beyond;
  }

  private void flush() {
    EventOutcome outcome = intake.take(user, taken, waiting);
    taken += waiting.size();
    waiting.clear();
    accepted += outcome.accepted();
    duplicates += outcome.duplicates();
    refused.addAll(outcome.refused());
  }

  private void expect(JsonParser parser, JsonToken token) {
    if (parser.nextToken() != token) {
      throw refused(SHAPE);
    }
  }

  private Problem refused(String why) {
    return Problem.badRequest(why + before());
  }

  private String before() {
    return taken == 0 ? "" : "; its first %d events were looked at and taken".formatted(taken);
  }

  private static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Fails beyond the largest batch, for a body that does not say its length. */
  private static final class Bounded extends FilterInputStream {

    private long read;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int some = super.read(bytes, from, length);
      count(Math.max(0, some));
      return some;
    }

    private void count(int more) throws IOException {
      read += more;
      if (read > MOST_BYTES) {
        throw new TooLarge();
      }
    }
  }
}
