package dev.headroom.services.wellbeing;

import dev.headroom.services.common.Problem;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes what phones recorded, in batches. */
@RestController
@RequestMapping("/api/v1/events")
class EventController {

  static final int MOST_BYTES = 2_000_000;

  private final EventIntake intake;
  private final JsonMapper json;

  EventController(EventIntake intake, JsonMapper json) {
    this.intake = intake;
    this.json = json;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  EventOutcome take(@AuthenticationPrincipal Me user, InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw Problem.tooLarge(
          "a batch has at most 2 MB and %d events: send this one in parts"
              .formatted(EventIntake.MOST));
    }
    return intake.take(user, events(bytes));
  }

  private JsonNode events(byte[] bytes) {
    JsonNode read;
    try {
      read = json.readTree(bytes);
    } catch (JacksonException e) {
      throw Problem.badRequest("the body is not JSON: " + e.getOriginalMessage());
    }
    JsonNode events = read.get("events");
    if (!read.isObject() || events == null || !events.isArray() || read.size() != 1) {
      throw Problem.badRequest("the body is {\"events\": [...]} and nothing else");
    }
    return events;
  }
}
