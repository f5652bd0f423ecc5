package dev.headroom.web;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client accepts (RFC 9110, 12.5.3). What cannot be read counts as not accepted. */
final class AcceptEncoding {

  private AcceptEncoding() {}

  /**
   * The coding for a client; null for none.
   *
   * @param header the field, null if not sent
   * @param preference the server's, best first
   */
  static @Nullable ContentCoding choose(@Nullable String header, List<ContentCoding> preference) {
    if (header == null || header.length() > 1_000) {
      return null;
    }
    Map<String, Double> weights = weights(header);
    double any = weights.getOrDefault("*", 0.0);
    double best = weights.getOrDefault("identity", weights.getOrDefault("*", 1.0) == 0 ? 0 : 1e-6);
    ContentCoding chosen = null;
    for (ContentCoding coding : preference) {
      double weight = weights.getOrDefault(coding.token(), any);
      if (coding == ContentCoding.GZIP) {
        weight = Math.max(weight, weights.getOrDefault("x-gzip", 0.0));
      }
      if (weight > 0 && coding.isUsable() && (chosen == null ? weight >= best : weight > best)) {
        best = weight;
        chosen = coding;
      }
    }
    return chosen;
  }

  private static Map<String, Double> weights(String header) {
    Map<String, Double> weights = new HashMap<>();
    for (String part : header.split(",", -1)) {
      String[] pieces = part.split(";", -1);
      String name = pieces[0].strip().toLowerCase(Locale.ROOT);
      double weight = 1;
      for (int i = 1; i < pieces.length; i++) {
        String piece = pieces[i].strip().toLowerCase(Locale.ROOT);
        if (piece.startsWith("q=")) {
          String q = piece.substring(2).strip();
          weight = q.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(q) : 0;
        }
      }
      if (!name.isEmpty()) {
        weights.merge(name, weight, Math::min);
      }
    }
    return weights;
  }
}
