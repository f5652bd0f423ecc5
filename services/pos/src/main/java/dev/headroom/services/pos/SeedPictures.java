package dev.headroom.services.pos;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Pictures of dishes as a photographer delivers them: large. Drawn from a seed, one for each name
 * of a category, which its items share as stock pictures are shared. Grain on every pixel makes
 * them as hard to compress as a photograph.
 */
final class SeedPictures {

  private static final int FOOD = 90;
  private static final int GRAIN = 9;

  private SeedPictures() {}

  /** Gives each item its picture, unless there are pictures already. */
  static void load(Connection connection, int width) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      for (String name : names(sql)) {
        try (PreparedStatement insert =
            connection.prepareStatement("insert into picture (name, content) values (?, ?)")) {
          insert.setString(1, name);
          insert.setBytes(2, jpeg(name, width));
          insert.executeUpdate();
        }
      }
      sql.execute(
          "insert into item_picture (item_id, picture_id) select i.id, p.id from item i join category"
              + " c on c.id = i.category_id join picture p on p.name = c.name on conflict do nothing");
    }
  }

  private static List<String> names(Statement sql) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet found =
        sql.executeQuery(
            "select distinct name from category where not exists (select from picture) order by"
                + " name")) {
      while (found.next()) {
        names.add(found.getString(1));
      }
    }
    return names;
  }

  static byte[] jpeg(String name, int width) {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    BufferedImage image = new BufferedImage(width, width * 3 / 4, BufferedImage.TYPE_INT_RGB);
    plate(image, random);
    grain(image, random);
    return written(image);
  }

  private static void plate(BufferedImage image, SplittableRandom random) {
    int width = image.getWidth();
    int height = image.getHeight();
    float hue = random.nextInt(360) / 360f;
    Graphics2D draw = image.createGraphics();
    draw.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    draw.setColor(Color.getHSBColor(0.08f, 0.55f, 0.35f));
    draw.fillRect(0, 0, width, height);
    disc(draw, new Color(0xf4f1ea), width / 2, height / 2, height * 46 / 100);
    disc(draw, new Color(0xe6e2d8), width / 2, height / 2, height * 36 / 100);
    for (int i = 0; i < FOOD; i++) {
      double angle = random.nextInt(360) * Math.PI / 180;
      double away = Math.sqrt(random.nextInt(1_000) / 1_000.0) * height * 0.3;
      float shade = random.nextInt(60) / 100f;
      disc(
          draw,
          Color.getHSBColor(hue + random.nextInt(18) / 100f, 0.45f + shade / 2, 0.95f - shade),
          width / 2 + (int) (Math.cos(angle) * away),
          height / 2 + (int) (Math.sin(angle) * away),
          height / 40 + random.nextInt(height / 20));
    }
    draw.dispose();
  }

  private static void disc(Graphics2D draw, Color color, int x, int y, int radius) {
    draw.setColor(color);
    draw.fillOval(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  private static void grain(BufferedImage image, SplittableRandom random) {
    int[] row = new int[image.getWidth()];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      for (int x = 0; x < row.length; x++) {
        int more = random.nextInt(2 * GRAIN + 1) - GRAIN;
        row[x] =
            clamped((row[x] >> 16 & 0xff) + more) << 16
                | clamped((row[x] >> 8 & 0xff) + more) << 8
                | clamped((row[x] & 0xff) + more);
      }
      image.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
  }

  private static int clamped(int value) {
    return Math.max(0, Math.min(255, value));
  }

  private static byte[] written(BufferedImage image) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam fine = writer.getDefaultWriteParam();
      fine.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      fine.setCompressionQuality(0.92f);
      writer.write(null, new IIOImage(image, null, null), fine);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
