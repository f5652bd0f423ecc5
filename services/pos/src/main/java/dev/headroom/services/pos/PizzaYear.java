package dev.headroom.services.pos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** The real year: a pizza place's every sale of 2015, as published, in the order of the file. */
final class PizzaYear {

  static final String FILE = "/data/pizzaplace.csv.gz";

  /** One pizza sold; {@code at} is local time. */
  record Sale(
      String order, LocalDateTime at, String name, String size, String type, long priceMinor) {}

  private PizzaYear() {}

  static List<Sale> sales() {
    return lines(FILE).stream()
        .map(line -> line.split(",", -1))
        .map(
            f ->
                new Sale(
                    f[0],
                    LocalDateTime.parse(f[1] + "T" + f[2]),
                    f[3],
                    f[4],
                    f[5],
                    new BigDecimal(f[6]).movePointRight(2).longValueExact()))
        .toList();
  }

  /** The lines of a compressed resource without its header. */
  static List<String> lines(String resource) {
    InputStream found =
        Objects.requireNonNull(PizzaYear.class.getResourceAsStream(resource), resource);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(found), StandardCharsets.UTF_8))) {
      return reader.lines().skip(1).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }
}
