package dev.headroom.web;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Levels;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceOptions;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import net.coobird.thumbnailator.Thumbnails;
import org.jspecify.annotations.Nullable;

/**
 * Images made smaller, once each. What was made is kept under the SHA-256 of the image that it was
 * made of: it cannot be out of date, and nobody gets it whom the handler did not give the original.
 */
public final class Images {

  /** The cache's namespace, see {@link #namespaces}. */
  public static final String NAMESPACE = "web-images";

  private static final Set<Integer> COMMON =
      Set.of(
          BufferedImage.TYPE_INT_RGB,
          BufferedImage.TYPE_INT_ARGB,
          BufferedImage.TYPE_3BYTE_BGR,
          BufferedImage.TYPE_4BYTE_ABGR,
          BufferedImage.TYPE_BYTE_GRAY);

  private final ImagesOptions options;
  private final Namespace<ConvertedImage> kept;
  private final Semaphore places;
  final LongAdder converted = new LongAdder();
  final LongAdder busy = new LongAdder();
  final LongAdder refused = new LongAdder();

  /**
   * Images.
   *
   * @param options bounds
   * @param cache has the namespace of {@link #namespaces}
   */
  public Images(ImagesOptions options, HeadroomCache cache) {
    this.options = options;
    this.kept = cache.namespace(NAMESPACE, ConvertedImage.class);
    this.places = new Semaphore(options.concurrent(), true);
  }

  /**
   * The namespace that they need.
   *
   * @param maxBytes most bytes kept in the process; 100 KB to 10 GB
   * @return options by name, to be given to the cache
   */
  public static Map<String, NamespaceOptions> namespaces(long maxBytes) {
    if (maxBytes < 100_000 || maxBytes > 10_000_000_000L) {
      throw new IllegalArgumentException("max-bytes is from 100 KB to 10 GB, was " + maxBytes);
    }
    return Map.of(
        NAMESPACE,
        NamespaceOptions.ofTtl(Duration.ofDays(1))
            .withLevels(Levels.L1)
            .withEarlyRefresh(0)
            .withMaxBytes(maxBytes));
  }

  ImagesOptions options() {
    return options;
  }

  /** How an image is wanted; a width of 0: as wide as it is. */
  record Wanted(int width, int quality, @Nullable ImageFormat format) {}

  /**
   * Whether an image that somebody uploads can be shown later: its head is read, nothing decoded.
   *
   * @param image its bytes
   * @throws ImageRefusedException if it is no JPEG, PNG or GIF, or beyond the bounds; says why
   */
  public void check(byte[] image) throws ImageRefusedException {
    ImageFormat format = ImageFormat.of(image);
    if (format == null) {
      throw new ImageRefusedException("the image is no JPEG, PNG or GIF");
    }
    if (image.length > options.maxSource()) {
      throw new ImageRefusedException(
          "the image has " + image.length + " bytes, at most " + options.maxSource());
    }
    try (ImageSource source = new ImageSource(image, format, options.maxPixels())) {
      source.isAnimated();
    } catch (IOException e) {
      throw new ImageRefusedException("the image cannot be read");
    }
  }

  /**
   * An image as wanted.
   *
   * @throws ImageRefusedException if it is beyond the bounds
   */
  ConvertedImage get(byte[] image, Wanted wanted) throws ImageRefusedException {
    ImageFormat format = ImageFormat.of(image);
    if (format == null) {
      return ConvertedImage.AS_IT_IS;
    }
    String key =
        Etags.hash(image) + ':' + wanted.width() + ':' + wanted.quality() + ':' + wanted.format();
    try {
      ConvertedImage made = kept.get(key, () -> inTurn(image, format, wanted));
      return made == null ? ConvertedImage.AS_IT_IS : made;
    } catch (Stopped stopped) {
      if (stopped.refusal != null) {
        refused.increment();
        throw stopped.refusal;
      }
      busy.increment();
      return ConvertedImage.AS_IT_IS;
    }
  }

  /** No image was made, and nothing is kept. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final @Nullable ImageRefusedException refusal;

    Stopped(@Nullable ImageRefusedException refusal) {
      super("no image was made", null, false, false);
      this.refusal = refusal;
    }
  }

  private ConvertedImage inTurn(byte[] image, ImageFormat format, Wanted wanted) {
    try (ImageSource source = new ImageSource(image, format, options.maxPixels())) {
      if (!places.tryAcquire(options.patience().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new Stopped(null);
      }
      try {
        return source.isAnimated() ? ConvertedImage.AS_IT_IS : convert(image, source, wanted);
      } finally {
        places.release();
      }
    } catch (ImageRefusedException e) {
      throw new Stopped(e);
    } catch (IOException unreadable) {
      return ConvertedImage.AS_IT_IS; // Its client may know better.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stopped(null);
    }
  }

  private ConvertedImage convert(byte[] image, ImageSource source, Wanted wanted)
      throws IOException {
    int width = wanted.width() == 0 ? source.width() : Math.min(wanted.width(), source.width());
    int height = Math.max(1, Math.round((float) source.height() * width / source.width()));
    ImageFormat own = source.format == ImageFormat.GIF ? ImageFormat.PNG : source.format;
    ImageFormat format = wanted.format() == null ? own : wanted.format();
    BufferedImage small = resized(source.decode(width), width, height);
    byte[] body = encode(small, format, wanted.quality());
    converted.increment();
    return wanted.format() == null && body.length >= image.length
        ? ConvertedImage.AS_IT_IS
        : new ConvertedImage(format.mediaType, Etags.strong(format.mediaType, body), body);
  }

  /** Also brings rare forms of pixels to one that the writers know. */
  private static BufferedImage resized(BufferedImage image, int width, int height)
      throws IOException {
    return image.getWidth() == width
            && image.getHeight() == height
            && COMMON.contains(image.getType())
        ? image
        : Thumbnails.of(image).forceSize(width, height).asBufferedImage();
  }

  private static byte[] encode(BufferedImage image, ImageFormat format, int quality)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format.name()).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(32_768);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (format != ImageFormat.PNG) {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        if (format == ImageFormat.WEBP) {
          param.setCompressionType("Lossy");
        }
        param.setCompressionQuality(quality / 100f);
      }
      writer.setOutput(out);
      BufferedImage written = format == ImageFormat.JPEG ? onWhite(image) : image;
      writer.write(null, new IIOImage(written, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** A JPEG has no transparency. */
  private static BufferedImage onWhite(BufferedImage image) {
    if (!image.getColorModel().hasAlpha()) {
      return image;
    }
    BufferedImage opaque =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = opaque.createGraphics();
    graphics.drawImage(image, 0, 0, Color.WHITE, null);
    graphics.dispose();
    return opaque;
  }

  /**
   * Images made since the start; those from the cache do not count.
   *
   * @return 0 or more
   */
  public long converted() {
    return converted.sum();
  }

  /**
   * Images that went out as they were because their turn did not come in time.
   *
   * @return 0 or more
   */
  public long busy() {
    return busy.sum();
  }

  /**
   * Images refused because they are beyond the bounds.
   *
   * @return 0 or more
   */
  public long refused() {
    return refused.sum();
  }
}
