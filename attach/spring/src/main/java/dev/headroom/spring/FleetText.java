package dev.headroom.spring;

import dev.headroom.loop.Observations;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** Observations as compressed JSON. */
final class FleetText {

  /** 2,000 statements are about 2 MB; what is much larger is none of ours. */
  private static final int MOST_BYTES = 64 << 20;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private FleetText() {}

  static byte[] write(Observations observations) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
      zipped.write(JSON.writeValueAsBytes(observations));
    }
    return bytes.toByteArray();
  }

  static Observations read(byte[] bytes) throws IOException {
    try (GZIPInputStream zipped = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] json = zipped.readNBytes(MOST_BYTES + 1);
      if (json.length > MOST_BYTES) {
        throw new IOException("larger than " + MOST_BYTES + " bytes");
      }
      return JSON.readValue(json, Observations.class);
    }
  }
}
