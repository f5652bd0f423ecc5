package dev.headroom.web;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import net.coobird.thumbnailator.util.exif.ExifFilterUtils;
import net.coobird.thumbnailator.util.exif.ExifUtils;
import net.coobird.thumbnailator.util.exif.Orientation;
import org.jspecify.annotations.Nullable;

/**
 * An image before it is decoded: its head is read and what it says is held against the bounds. A
 * few hundred bytes may claim a billion pixels, or thousands of scans over the same ones. Metadata
 * is not read, but where a JPEG says which way is up: it may be compressed too.
 */
final class ImageSource implements AutoCloseable {

  /** A progressive JPEG has about ten. */
  private static final int MOST_SCANS = 100;

  private final byte[] bytes;
  final ImageFormat format;
  private final ImageReader reader;
  private final ImageInputStream input;
  private final int width;
  private final int height;
  private final @Nullable Orientation orientation;

  /**
   * Reads the head.
   *
   * @throws IOException if it is not such an image
   */
  ImageSource(byte[] bytes, ImageFormat format, long maxPixels)
      throws IOException, ImageRefusedException {
    this.bytes = bytes;
    this.format = format;
    this.input = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes));
    this.reader = reader(format);
    boolean good = false;
    try {
      reader.setInput(input, false, true);
      this.width = reader.getWidth(0);
      this.height = reader.getHeight(0);
      if ((long) width * height > maxPixels) {
        throw new ImageRefusedException(
            "the image has "
                + width
                + " x "
                + height
                + " pixels, at most "
                + maxPixels
                + " are decoded");
      }
      if (format == ImageFormat.JPEG && count(bytes, 0xff, 0xda) > MOST_SCANS) {
        throw new ImageRefusedException("the image has more than " + MOST_SCANS + " scans");
      }
      this.orientation = format == ImageFormat.JPEG ? orientation(bytes) : null;
      good = true;
    } catch (RuntimeException e) {
      throw new IOException("the image cannot be read", e); // Readers do that with what is broken.
    } finally {
      if (!good) {
        close();
      }
    }
  }

  private static ImageReader reader(ImageFormat format) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name());
    if (!readers.hasNext()) {
      throw new IOException("this Java reads no " + format);
    }
    return readers.next();
  }

  /** In compressed data 0xff is followed by 0 or a restart: a scan's mark is one. */
  private static int count(byte[] in, int first, int second) {
    int found = 0;
    for (int i = 0; i + 1 < in.length; i++) {
      if ((in[i] & 0xff) == first && (in[i + 1] & 0xff) == second) {
        found++;
      }
    }
    return found;
  }

  /** From the Exif segment, wherever it stands before the pixels. */
  private static @Nullable Orientation orientation(byte[] jpeg) {
    int at = 2;
    while (at + 10 < jpeg.length && (jpeg[at] & 0xff) == 0xff && (jpeg[at + 1] & 0xff) != 0xda) {
      int length = (jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff);
      int end = Math.min(at + 2 + length, jpeg.length);
      if ((jpeg[at + 1] & 0xff) == 0xe1 && jpeg[at + 4] == 'E' && jpeg[at + 5] == 'x') {
        try {
          return ExifUtils.getOrientationFromExif(Arrays.copyOfRange(jpeg, at + 4, end));
        } catch (RuntimeException broken) {
          return null;
        }
      }
      at += 2 + Math.max(length, 2);
    }
    return null;
  }

  /** Pixels, as it will be looked at. */
  int width() {
    return isTurned() ? height : width;
  }

  int height() {
    return isTurned() ? width : height;
  }

  private boolean isTurned() {
    return orientation == Orientation.LEFT_TOP
        || orientation == Orientation.RIGHT_TOP
        || orientation == Orientation.RIGHT_BOTTOM
        || orientation == Orientation.LEFT_BOTTOM;
  }

  /** Whether it moves: of a film one picture would be left. */
  boolean isAnimated() throws IOException {
    return switch (format) {
      case GIF -> reader.getNumImages(true) > 1;
      case PNG -> isApng(bytes);
      default -> false;
    };
  }

  /** Its frames are announced in a chunk somewhere in front of the first pixels. */
  private static boolean isApng(byte[] png) {
    ByteBuffer all = ByteBuffer.wrap(png);
    long at = 8;
    while (at + 8 <= png.length) {
      String chunk = new String(png, (int) at + 4, 4, StandardCharsets.ISO_8859_1);
      if (chunk.equals("acTL") || chunk.equals("IDAT")) {
        return chunk.equals("acTL");
      }
      at += 12 + Integer.toUnsignedLong(all.getInt((int) at));
    }
    return false;
  }

  /** Decodes it, with at least twice the pixels of the width that is needed, the right way up. */
  BufferedImage decode(int neededWidth) throws IOException {
    ImageReadParam param = reader.getDefaultReadParam();
    int every = Math.max(1, width() / (2 * neededWidth));
    param.setSourceSubsampling(every, every, 0, 0);
    BufferedImage image;
    try {
      image = reader.read(0, param);
    } catch (RuntimeException e) {
      throw new IOException("the image cannot be read", e);
    }
    return orientation == null
        ? image
        : ExifFilterUtils.getFilterForOrientation(orientation).apply(image);
  }

  @Override
  public void close() throws IOException {
    reader.dispose();
    input.close();
  }
}
