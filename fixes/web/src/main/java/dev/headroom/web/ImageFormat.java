package dev.headroom.web;

import java.util.Locale;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Formats that are read or written. */
enum ImageFormat {
  JPEG("image/jpeg"),
  PNG("image/png"),
  /** Read only; written as PNG. */
  GIF("image/gif"),
  /** Written only, where a library on the class path can. */
  WEBP("image/webp");

  final String mediaType;

  ImageFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /** By the first bytes, whatever the answer says it is; null if it is none that is read. */
  static @Nullable ImageFormat of(byte[] image) {
    if (starts(image, 0xff, 0xd8, 0xff)) {
      return JPEG;
    }
    if (starts(image, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
      return PNG;
    }
    return starts(image, 'G', 'I', 'F', '8') ? GIF : null;
  }

  private static boolean starts(byte[] image, int... with) {
    for (int i = 0; i < with.length; i++) {
      if (i >= image.length || (image[i] & 0xff) != with[i]) {
        return false;
      }
    }
    return true;
  }

  /** What a client asks for; null if it cannot be had. */
  static @Nullable ImageFormat named(String name) {
    for (ImageFormat format : values()) {
      if (format != GIF && format.name().toLowerCase(Locale.ROOT).equals(name)) {
        return format == WEBP && !ImageIO.getImageWritersByFormatName("webp").hasNext()
            ? null
            : format;
      }
    }
    return null;
  }
}
