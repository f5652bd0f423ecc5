package dev.headroom.services.testing;

import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;

/**
 * A service's answer.
 *
 * @param status of HTTP
 * @param body what says that it is JSON, which has to be; else a node that is missing
 * @param text the body as it is once unpacked
 * @param raw as it came
 */
public record Answer(int status, JsonNode body, String text, HttpResponse<byte[]> raw) {

  /** A header's first value, or nothing. */
  public String header(String name) {
    return raw.headers().firstValue(name).orElse("");
  }

  /** What a problem document says. */
  public String detail() {
    return body.path("detail").asString("");
  }

  public long id() {
    return body.get("id").asLong();
  }

  public int version() {
    return body.get("version").asInt();
  }

  /** The token of a sign-in. */
  public String accessToken() {
    return body.get("accessToken").asString();
  }
}
