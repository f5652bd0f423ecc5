package dev.headroom.services.wellbeing;

import dev.headroom.services.common.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Takes what phones recorded, in batches. */
@RestController
@RequestMapping("/api/v1/events")
class EventController {

  private final EventIntake intake;
  private final JsonMapper json;

  EventController(EventIntake intake, JsonMapper json) {
    this.intake = intake;
    this.json = json;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  EventOutcome take(@AuthenticationPrincipal Me user, HttpServletRequest request)
      throws IOException {
    if (request.getContentLengthLong() > EventBatch.MOST_BYTES) {
      throw Problem.tooLarge("a batch has at most 10 MB: send this one in parts");
    }
    return new EventBatch(intake, json, user).take(request.getInputStream());
  }
}
