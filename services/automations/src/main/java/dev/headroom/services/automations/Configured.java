package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a user's automation is told.
 *
 * @param prompt for the model, before a run's own input
 * @param maxTokens most tokens of the model's answer
 */
record Configured(
    @NotNull Model model,
    @NotNull @Size(max = 2_000) String prompt,
    @Min(1) @Max(8_000) int maxTokens) {

  static final Configured DEFAULT = new Configured(Model.CHAT, "", 600);

  /** Roles and separators that a chat model adds to a prompt. */
  private static final int FRAME = 64;

  static Configured of(String json, JsonMapper mapper) {
    if (json.equals("{}")) {
      return DEFAULT;
    }
    try {
      return mapper.readValue(json, Configured.class);
    } catch (JacksonException e) {
      throw new IllegalStateException("a configuration that was stored is not readable", e);
    }
  }

  /** Most tokens that a run can use: no token is shorter than a byte. */
  long most(String input) {
    return (long) bytes(prompt) + bytes(input) + FRAME + maxTokens;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  static String checked(@Nullable Configured wanted, JsonMapper mapper) {
    if (wanted == null) {
      return "{}";
    }
    String json = mapper.writeValueAsString(wanted);
    if (json.length() > 4_000) {
      throw Problem.badRequest("the configuration has more than 4,000 characters as JSON");
    }
    return json;
  }
}
