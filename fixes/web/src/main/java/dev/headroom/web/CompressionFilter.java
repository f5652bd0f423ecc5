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
import java.util.Collections;
import java.util.concurrent.atomic.LongAdder;

/**
 * Compresses answers for clients that understand it. An answer goes out as it is if it is small,
 * encoded already, partial, of a type that does not compress, or says {@code no-transform}; a
 * request with {@code Range} is left alone. A strong {@code ETag} becomes weak, because bytes
 * differ by coding; every answer that could have been compressed says {@code Vary:
 * Accept-Encoding}.
 */
public final class CompressionFilter implements Filter {

  private final CompressionOptions options;
  private final Fixes fixes;
  final LongAdder answers = new LongAdder();
  final LongAdder rawBytes = new LongAdder();
  final LongAdder sentBytes = new LongAdder();

  /**
   * A filter.
   *
   * @param options how
   * @param fixes has {@link WebFixes#COMPRESSION}
   */
  public CompressionFilter(CompressionOptions options, Fixes fixes) {
    this.options = options;
    this.fixes = fixes;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)
        || request.getDispatcherType() != DispatcherType.REQUEST
        || !fixes.isOn(WebFixes.COMPRESSION.id())
        || http.getHeader("Range") != null
        || options.isExcluded(http.getRequestURI())) {
      chain.doFilter(request, response);
      return;
    }
    String accepted = String.join(",", Collections.list(http.getHeaders("Accept-Encoding")));
    ContentCoding coding =
        AcceptEncoding.choose(accepted.isEmpty() ? null : accepted, options.codings());
    CompressedResponse compressed = new CompressedResponse(http, answer, coding, options, this);
    http.setAttribute(CompressedResponse.ATTRIBUTE, compressed);
    try {
      chain.doFilter(request, compressed);
    } finally {
      http.removeAttribute(CompressedResponse.ATTRIBUTE);
      if (http.isAsyncStarted()) {
        http.getAsyncContext().addListener(new AfterAsync(compressed::finishQuietly));
      } else {
        compressed.finish();
      }
    }
  }

  /**
   * What happened.
   *
   * @return a snapshot
   */
  public CompressionStats stats() {
    return new CompressionStats(answers.sum(), rawBytes.sum(), sentBytes.sum());
  }
}
