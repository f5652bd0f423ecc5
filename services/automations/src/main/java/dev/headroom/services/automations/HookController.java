package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Where others start runs; the signature is who they are. */
@RestController
class HookController {

  private static final int MOST_BYTES = 4_000;

  private final Hooks hooks;

  HookController(Hooks hooks) {
    this.hooks = hooks;
  }

  @PostMapping("/api/v1/hooks/{id}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Map<String, Long> call(
      @PathVariable long id,
      @RequestHeader("X-Headroom-Signature") String signature,
      @RequestBody(required = false) byte[] body) {
    byte[] sent = body == null ? new byte[0] : body;
    if (sent.length > MOST_BYTES) {
      throw Problem.tooLarge("a call has at most 4,000 bytes, this one " + sent.length);
    }
    return Map.of("run", hooks.take(id, signature, sent));
  }
}
