package dev.headroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.cache.CacheOptions;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.loop.Fixes;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {

  private static final ImagesOptions OPTIONS =
      new ImagesOptions(
          List.of("/images/"),
          List.of(32, 160, 640),
          List.of(60, 75, 90),
          75,
          2 << 20,
          1_000_000,
          1,
          Duration.ofSeconds(10));

  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final HeadroomCache cache =
      HeadroomCache.open(CacheOptions.of(null, Images.namespaces(1_000_000)));
  private final Fixes fixes = new Fixes(List.of(WebFixes.IMAGES));
  private final Images images = new Images(OPTIONS, cache);
  private final Server server =
      new Server(
          (request, response) -> {
            asked.incrementAndGet();
            byte[] file = files.get(request.getRequestURI());
            if (file == null) {
              response.sendError(404);
              return;
            }
            assertThat(request.getHeader("If-None-Match")).isNull();
            response.setContentType("image/" + request.getRequestURI().split("\\.", -1)[1]);
            response.setHeader("Last-Modified", "Thu, 02 Jan 2025 00:00:00 GMT");
            response.setHeader("ETag", "\"original\"");
            response.setHeader("X-Query", String.valueOf(request.getQueryString()));
            response.getOutputStream().write(file);
          },
          new ImagesFilter(images, fixes));

  ImagesTest() {
    var unused = fixes.switchTo(Set.of("images"));
  }

  @AfterEach
  void close() {
    server.close();
    cache.close();
  }

  /** Soft shapes with some noise, as a photograph has. */
  private static BufferedImage photo(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    Random random = new Random(7);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int noise = random.nextInt(24);
        int red = (int) (127 + 90 * Math.sin(x / 41.0)) + noise;
        int green = (int) (127 + 90 * Math.sin(y / 29.0)) + noise;
        image.setRGB(x, y, 0xff000000 | red << 16 | green << 8 | (x * 120 / width + noise));
      }
    }
    return image;
  }

  private static byte[] write(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      assertThat(ImageIO.write(image, format, bytes)).isTrue();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private static BufferedImage read(byte[] image) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(image));
  }

  private static byte[] photo() {
    return write(photo(800, 600, BufferedImage.TYPE_INT_RGB), "jpeg");
  }

  @Test
  @DisplayName("F3: an image comes in the width asked for, much smaller, made once")
  void resized() throws Exception {
    byte[] original = photo();
    files.put("/images/a.jpeg", original);
    Server.Answer small = server.get("/images/a.jpeg?width=160");
    assertThat(small.status()).isEqualTo(200);
    assertThat(small.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(small.header("X-Query")).as("the handler sees none of it").isEqualTo("null");
    assertThat(small.header("Last-Modified")).isEmpty();
    BufferedImage image = read(small.raw());
    assertThat(image.getWidth()).isEqualTo(160);
    assertThat(image.getHeight()).isEqualTo(120);
    assertThat(small.raw().length).isLessThan(original.length / 5);
    Server.Answer again = server.get("/images/a.jpeg?width=160&v=3");
    assertThat(again.raw()).isEqualTo(small.raw());
    assertThat(again.header("X-Query")).isEqualTo("v=3");
    assertThat(images.converted()).isEqualTo(1);
    assertThat(asked).as("who may see it is asked each time").hasValue(2);
    Server.Answer known =
        server.get("/images/a.jpeg?width=160", "If-None-Match: " + small.header("ETag"));
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.raw()).isEmpty();
    assertThat(known.header("ETag")).isEqualTo(small.header("ETag"));
    assertThat(server.send("HEAD", "/images/a.jpeg?width=160").raw()).isEmpty();
  }

  @Test
  @DisplayName("lower quality has fewer bytes; formats convert, transparency onto white in a JPEG")
  void recompressed() throws Exception {
    files.put("/images/a.jpeg", photo());
    int last = Integer.MAX_VALUE;
    for (int quality : List.of(90, 75, 60)) {
      Server.Answer answer = server.get("/images/a.jpeg?width=640&quality=" + quality);
      assertThat(answer.raw().length).isLessThan(last);
      last = answer.raw().length;
    }
    BufferedImage clear = new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB);
    clear.setRGB(10, 10, 0xff0000ff);
    files.put("/images/b.png", write(clear, "png"));
    Server.Answer jpeg = server.get("/images/b.png?width=32&format=jpeg");
    assertThat(jpeg.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(new Color(read(jpeg.raw()).getRGB(30, 30))).isEqualTo(Color.WHITE);
    Server.Answer png = server.get("/images/b.png?width=32&format=png");
    assertThat(read(png.raw()).getColorModel().hasAlpha()).isTrue();
    Server.Answer webp = server.get("/images/a.jpeg?width=640&quality=75&format=webp");
    assertThat(webp.header("Content-Type")).isEqualTo("image/webp");
    assertThat(new String(webp.raw(), 8, 4, StandardCharsets.US_ASCII)).isEqualTo("WEBP");
    assertThat(webp.raw().length)
        .isLessThan(server.get("/images/a.jpeg?width=640&quality=75").raw().length);
  }

  @Test
  @DisplayName("an image is never made larger, in pixels or in bytes")
  void neverLarger() throws Exception {
    byte[] small = write(photo(100, 50, BufferedImage.TYPE_INT_RGB), "jpeg");
    files.put("/images/a.jpeg", small);
    assertThat(read(server.get("/images/a.jpeg?width=640").raw()).getWidth()).isEqualTo(100);
    BufferedImage flat = new BufferedImage(100, 100, BufferedImage.TYPE_BYTE_BINARY);
    byte[] tiny = write(flat, "png");
    files.put("/images/b.png", tiny);
    for (int i = 0; i < 2; i++) {
      assertThat(server.get("/images/b.png?width=32").raw().length)
          .isLessThanOrEqualTo(tiny.length);
    }
  }

  @Test
  @DisplayName("in its own width an image of any form of pixels is written in each format")
  void ownWidth() throws Exception {
    for (int type :
        List.of(
            BufferedImage.TYPE_INT_RGB,
            BufferedImage.TYPE_INT_ARGB,
            BufferedImage.TYPE_BYTE_GRAY,
            BufferedImage.TYPE_BYTE_INDEXED,
            BufferedImage.TYPE_BYTE_BINARY)) {
      BufferedImage original = photo(100, 50, type);
      files.put("/images/a.png", write(original, "png"));
      for (String format : List.of("jpeg", "png", "webp")) {
        Server.Answer answer = server.get("/images/a.png?format=" + format);
        assertThat(answer.header("Content-Type"))
            .as("of type %d", type)
            .isEqualTo("image/" + format);
        BufferedImage made = read(answer.raw());
        assertThat(made.getWidth()).isEqualTo(100);
        Color expected = new Color(original.getRGB(50, 25));
        Color is = new Color(made.getRGB(50, 25));
        assertThat(Math.abs(is.getGreen() - expected.getGreen()))
            .as("%s of type %d", format, type)
            .isLessThan(60);
      }
    }
  }

  @Test
  @DisplayName("a photograph held sideways comes the right way up, and without its metadata")
  void orientation() throws Exception {
    BufferedImage image = new BufferedImage(200, 100, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 100; y++) {
      for (int x = 0; x < 100; x++) {
        image.setRGB(x, y, 0xff0000);
      }
    }
    files.put("/images/a.jpeg", withOrientation(write(image, "jpeg"), 6)); // 90 degrees clockwise
    byte[] made = server.get("/images/a.jpeg?width=32").raw();
    BufferedImage turned = read(made);
    assertThat(turned.getWidth()).isEqualTo(32);
    assertThat(turned.getHeight()).isEqualTo(64);
    assertThat(new Color(turned.getRGB(16, 10)).getRed()).as("red is on top").isGreaterThan(200);
    assertThat(new Color(turned.getRGB(16, 55)).getRed()).isLessThan(50);
    assertThat(new String(made, StandardCharsets.ISO_8859_1)).doesNotContain("Exif");
  }

  private static byte[] withOrientation(byte[] jpeg, int orientation) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(jpeg, 0, 2);
    out.writeShort(0xffe1);
    out.writeShort(2 + 6 + 8 + 2 + 12 + 4);
    out.writeBytes("Exif\0\0MM");
    out.writeShort(42);
    out.writeInt(8);
    out.writeShort(1);
    out.writeShort(0x0112);
    out.writeShort(3);
    out.writeInt(1);
    out.writeShort(orientation);
    out.writeShort(0);
    out.writeInt(0);
    out.write(jpeg, 2, jpeg.length - 2);
    return bytes.toByteArray();
  }

  /** A PNG whose head claims what it likes; its data is a few bytes. */
  private static byte[] claiming(int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(head);
    out.writeInt(width);
    out.writeInt(height);
    out.write(new byte[] {8, 2, 0, 0, 0});
    chunk(bytes, "IHDR", head.toByteArray());
    chunk(bytes, "IDAT", new byte[] {0x78, (byte) 0x9c, 3, 0, 0, 0, 0, 1});
    chunk(bytes, "IEND", new byte[0]);
    return bytes.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream to, String name, byte[] data) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.US_ASCII));
    crc.update(data);
    DataOutputStream out = new DataOutputStream(to);
    out.writeInt(data.length);
    out.writeBytes(name);
    out.write(data);
    out.writeInt((int) crc.getValue());
  }

  @Test
  @DisplayName("decompression bombs are refused by what their head says, at uploads too")
  void bombs() throws Exception {
    byte[] scans = photo();
    byte[] many = Arrays.copyOf(scans, scans.length + 202);
    for (int i = scans.length; i < many.length; i += 2) {
      many[i] = (byte) 0xff;
      many[i + 1] = (byte) 0xda;
    }
    List<byte[]> bombs =
        List.of(claiming(30_000, 30_000), claiming(Integer.MAX_VALUE, Integer.MAX_VALUE), many);
    for (byte[] bomb : bombs) {
      files.put("/images/a.png", bomb);
      Server.Answer answer = server.get("/images/a.png?width=32");
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
      assertThat(answer.body()).containsPattern("pixels, at most 1000000|more than 100 scans");
      assertThatThrownBy(() -> images.check(bomb)).isInstanceOf(ImageRefusedException.class);
    }
    assertThat(images.refused()).isEqualTo(bombs.size());
    assertThat(images.converted()).isZero();
    images.check(photo());
    assertThatThrownBy(() -> images.check("<svg/>".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("no JPEG, PNG or GIF");
    assertThatThrownBy(() -> images.check(new byte[] {'G', 'I', 'F', '8', '9', 'a'}))
        .hasMessageContaining("cannot be read");
    byte[] large = Arrays.copyOf(photo(), (2 << 20) + 1);
    assertThatThrownBy(() -> images.check(large)).hasMessageContaining("at most 2097152");
  }

  @Test
  @DisplayName("what is broken, moves, is no image, too large or an error goes out as it is")
  void asItIs() throws Exception {
    byte[] photo = photo();
    Map<String, byte[]> all =
        Map.of(
            "/images/broken.jpeg", Arrays.copyOf(photo, 400),
            "/images/random.png", with(claiming(10, 10), 45),
            "/images/vector.svg+xml", "<svg/>".getBytes(StandardCharsets.UTF_8),
            "/images/large.jpeg", Arrays.copyOf(photo, (2 << 20) + 1),
            "/images/film.gif", film(),
            "/images/film.png", moving(),
            "/images/empty.png", new byte[0]);
    files.putAll(all);
    for (Map.Entry<String, byte[]> one : all.entrySet()) {
      for (int i = 0; i < 2; i++) {
        Server.Answer answer = server.get(one.getKey() + "?width=32");
        assertThat(answer.status()).as(one.getKey()).isEqualTo(200);
        assertThat(answer.raw()).as(one.getKey()).isEqualTo(one.getValue());
        assertThat(answer.header("ETag")).isEqualTo("\"original\"");
      }
    }
    assertThat(server.get("/images/none.png?width=32").status()).isEqualTo(404);
  }

  /** Announced behind a long chunk, as colour profiles are. */
  private static byte[] moving() throws IOException {
    byte[] still = write(photo(100, 50, BufferedImage.TYPE_INT_RGB), "png");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(still, 0, 33); // up to the end of its head
    chunk(bytes, "tEXt", ("Comment\0" + "x".repeat(1_000)).getBytes(StandardCharsets.US_ASCII));
    chunk(bytes, "acTL", new byte[] {0, 0, 0, 1, 0, 0, 0, 0});
    bytes.write(still, 33, still.length - 33);
    return bytes.toByteArray();
  }

  private static byte[] with(byte[] bytes, int at) {
    bytes[at] ^= 0x55;
    return bytes;
  }

  private static byte[] film() throws IOException {
    var writer = ImageIO.getImageWritersByFormatName("gif").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < 2; i++) {
        BufferedImage frame = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_INDEXED);
        frame.setRGB(i, i, 0xffffff);
        writer.writeToSequence(new javax.imageio.IIOImage(frame, null, null), null);
      }
      writer.endWriteSequence();
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "width=161",
        "width=0",
        "width=-32",
        "width=032",
        "width=99999999999",
        "width=",
        "width=32&width=160",
        "quality=1",
        "width=32&quality=75.5",
        "format=gif",
        "format=exe",
        "format=JPEG",
        "width=%33%33"
      })
  @DisplayName("what may not be asked for is refused with what may, before the handler runs")
  void wrong(String query) {
    files.put("/images/a.jpeg", photo());
    Server.Answer answer = server.get("/images/a.jpeg?" + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .containsPattern("is one of 32, 160, 640|one of 60, 75, 90|jpeg, png or webp|given once");
    assertThat(asked).hasValue(0);
  }

  @Test
  @DisplayName("many who ask for the same at once have it made once; other paths are left alone")
  void once() throws Exception {
    files.put("/images/a.jpeg", photo());
    files.put("/other/a.jpeg", files.get("/images/a.jpeg"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Server.Answer>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(threads.submit(() -> server.get("/images/a.jpeg?width=160")));
      }
      for (Future<Server.Answer> one : all) {
        assertThat(read(one.get().raw()).getWidth()).isEqualTo(160);
      }
    }
    assertThat(images.converted()).isEqualTo(1);
    assertThat(read(server.get("/other/a.jpeg?width=160").raw()).getWidth()).isEqualTo(800);
    assertThat(read(server.get("/images/a.jpeg").raw()).getWidth()).isEqualTo(800);
    var unused = fixes.switchTo(Set.of());
    Server.Answer off = server.get("/images/a.jpeg?width=160");
    assertThat(read(off.raw()).getWidth()).isEqualTo(800);
    assertThat(off.header("X-Query")).isEqualTo("width=160");
  }

  @Test
  @DisplayName("settings that cannot be meant are refused with their range")
  void settings() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImagesOptions.of("images"))
        .withMessageContaining("such as /images/");
    ImagesOptions base = ImagesOptions.of("/images/");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> changed(base, List.of(8), 75, 1_000_000))
        .withMessageContaining("widths has 1 to 20 numbers from 16 to 4096");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> changed(base, base.widths(), 74, 1_000_000))
        .withMessageContaining("quality is one of qualities");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> changed(base, base.widths(), 75, 1))
        .withMessageContaining("max-pixels is from 10,000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Images.namespaces(1))
        .withMessageContaining("max-bytes is from 100 KB");
  }

  private static ImagesOptions changed(
      ImagesOptions base, List<Integer> widths, int quality, long maxPixels) {
    return new ImagesOptions(
        base.paths(),
        widths,
        base.qualities(),
        quality,
        base.maxSource(),
        maxPixels,
        base.concurrent(),
        base.patience());
  }
}
