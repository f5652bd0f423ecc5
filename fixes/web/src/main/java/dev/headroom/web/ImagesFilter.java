package dev.headroom.web;

import dev.headroom.loop.Fixes;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes images smaller that a client asks for with {@code ?width=320}, {@code &quality=60} or
 * {@code &format=png}. The handler sees none of these: it answers with the image as it is, for whom
 * it does, and that is made smaller on its way.
 */
public final class ImagesFilter implements Filter {

  private static final String WIDTH = "width";
  private static final String QUALITY = "quality";
  private static final String FORMAT = "format";
  private static final Set<String> PARAMETERS = Set.of(WIDTH, QUALITY, FORMAT);

  private final Images images;
  private final Fixes fixes;

  /**
   * A filter, to stand behind whatever signs users in and in front of a response cache.
   *
   * @param images what is made
   * @param fixes has {@link WebFixes#IMAGES}
   */
  public ImagesFilter(Images images, Fixes fixes) {
    this.images = images;
    this.fixes = fixes;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)
        || request.getDispatcherType() != DispatcherType.REQUEST
        || http.getQueryString() == null
        || !(http.getMethod().equals("GET") || http.getMethod().equals("HEAD"))
        || !isOn(http)
        || Collections.disjoint(http.getParameterMap().keySet(), PARAMETERS)) {
      chain.doFilter(request, response);
      return;
    }
    Images.Wanted wanted;
    try {
      wanted = wanted(http);
    } catch (IllegalArgumentException wrong) {
      Problem.send(answer, 400, "Wrong image", String.valueOf(wrong.getMessage()));
      return;
    }
    Recorder recorder = new Recorder(answer, images.options().maxSource());
    chain.doFilter(new Plain(http, recorder), recorder);
    if (recorder.isThrough()) {
      return;
    }
    if (!recorder.isPlain() || recorder.getStatus() != 200 || !isImage(recorder)) {
      recorder.send();
      return;
    }
    send(wanted, recorder, http, answer);
  }

  private boolean isOn(HttpServletRequest http) {
    for (String prefix : images.options().paths()) {
      if (http.getRequestURI().startsWith(prefix)) {
        return fixes.isOn(WebFixes.IMAGES.id());
      }
    }
    return false;
  }

  private static boolean isImage(Recorder recorder) {
    String type = recorder.getContentType();
    return type != null
        && type.toLowerCase(Locale.ROOT).startsWith("image/")
        && recorder.getHeader("Content-Encoding") == null;
  }

  private Images.Wanted wanted(HttpServletRequest http) {
    ImagesOptions options = images.options();
    int width = number(http, WIDTH, 0, options.widths());
    int quality = number(http, QUALITY, options.quality(), options.qualities());
    String name = one(http, FORMAT);
    ImageFormat format = name == null ? null : ImageFormat.named(name);
    if (name != null && format == null) {
      throw new IllegalArgumentException(
          "format is " + (ImageFormat.named("webp") == null ? "jpeg or png" : "jpeg, png or webp"));
    }
    return new Images.Wanted(width, quality, format);
  }

  private static int number(
      HttpServletRequest http, String name, int otherwise, List<Integer> allowed) {
    String text = one(http, name);
    if (text == null) {
      return otherwise;
    }
    int number = text.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(text) : -1;
    if (!allowed.contains(number)) {
      throw new IllegalArgumentException(
          name
              + " is one of "
              + allowed.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }
    return number;
  }

  private static @Nullable String one(HttpServletRequest http, String name) {
    String[] values = http.getParameterValues(name);
    if (values != null && values.length > 1) {
      throw new IllegalArgumentException(name + " is given once");
    }
    return values == null ? null : values[0];
  }

  private void send(
      Images.Wanted wanted, Recorder recorder, HttpServletRequest http, HttpServletResponse answer)
      throws IOException {
    ConvertedImage made;
    try {
      made = images.get(recorder.recordedBody(), wanted);
    } catch (ImageRefusedException e) {
      Problem.send(answer, 422, "Image too large", String.valueOf(e.getMessage()));
      return;
    }
    if (made.body.length == 0) {
      recorder.send();
      return;
    }
    recorder.setHeader("ETag", made.etag);
    for (String ofTheOriginal : List.of("Last-Modified", "Accept-Ranges", "Content-Range")) {
      recorder.setHeader(ofTheOriginal, null);
    }
    recorder.setContentType(made.mediaType);
    String known = String.join(",", Collections.list(http.getHeaders("If-None-Match")));
    if (!known.isEmpty() && Etags.matchesWeakly(known, made.etag)) {
      recorder.sendNotModified();
      return;
    }
    recorder.replaceBody(made.body);
    recorder.send();
  }

  /** A GET of the image as it is, whole. */
  private static final class Plain extends RecordedRequest {

    private static final Set<String> HIDDEN =
        Set.of(
            "range",
            "if-range",
            "if-none-match",
            "if-modified-since",
            "if-match",
            "if-unmodified-since");

    private final @Nullable String query;

    Plain(HttpServletRequest request, Recorder recorder) {
      super(request, recorder, without(request));
      String rest =
          Arrays.stream(request.getQueryString().split("&", -1))
              .filter(part -> !PARAMETERS.contains(part.split("=", 2)[0]))
              .collect(Collectors.joining("&"));
      this.query = rest.isEmpty() ? null : rest;
    }

    private static Map<String, String[]> without(HttpServletRequest request) {
      Map<String, String[]> kept = new LinkedHashMap<>(request.getParameterMap());
      kept.keySet().removeAll(PARAMETERS);
      return kept;
    }

    @Override
    boolean shows(String header) {
      return !HIDDEN.contains(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public @Nullable String getQueryString() {
      return query;
    }
  }
}
