package dev.headroom.web;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Content codings (RFC 9110, 8.4.1). */
public enum ContentCoding {
  /** DEFLATE in the gzip format: every client has it. */
  GZIP("gzip"),
  /**
   * Zstandard (RFC 8878): faster and smaller than gzip; browsers have it since 2024. A native
   * library; where it cannot be loaded, gzip is used.
   */
  ZSTD("zstd");

  private static final System.Logger LOG = System.getLogger("dev.headroom.web");
  private static volatile boolean zstdFailed;

  private final String token;

  ContentCoding(String token) {
    this.token = token;
  }

  /**
   * The name in headers.
   *
   * @return lower case
   */
  public String token() {
    return token;
  }

  boolean isUsable() {
    return this != ZSTD || !zstdFailed;
  }

  /** Null if the native library is missing: the answer goes out as it is. */
  @Nullable OutputStream open(OutputStream to, CompressionOptions options) throws IOException {
    if (this == GZIP) {
      return new Gzip(to, options.gzipLevel());
    }
    try {
      ZstdOutputStream stream = new ZstdOutputStream(to, options.zstdLevel());
      stream.setCloseFrameOnFlush(false);
      return stream;
    } catch (LinkageError e) {
      if (!zstdFailed) {
        zstdFailed = true;
        LOG.log(
            System.Logger.Level.WARNING,
            "compression: the native library of Zstandard cannot be loaded; gzip is used",
            e);
      }
      return null;
    }
  }

  byte @Nullable [] compress(byte[] body, CompressionOptions options) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 3 + 64);
    try (OutputStream stream = open(bytes, options)) {
      if (stream == null) {
        return null;
      }
      stream.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The JDK's stream with another level, whose flush reaches the client. */
  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream to, int level) throws IOException {
      super(to, 4_096, true);
      def.setLevel(level);
    }
  }
}
