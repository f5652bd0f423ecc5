package org.example.library;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Fills an empty database; the same every time. */
@Component
class Seed implements InitializingBean {

  private static final int AUTHORS = 300;
  private static final int BOOKS = 2400;
  private static final int MEMBERS = 1500;
  private static final int LOANS = 45_000;
  private static final int REVIEWS = 9000;
  private static final int GENRES = 12;
  private static final int TAGS = 60;

  private final JdbcTemplate jdbc;
  private final Random random = new Random(42);

  Seed(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void afterPropertiesSet() {
    Integer there = jdbc.queryForObject("select count(*) from author", Integer.class);
    if (there != null && there > 0) {
      return;
    }
    fill("insert into genre values (?, ?, ?)", GENRES, i -> row(i, "G" + i, word() + " " + word()));
    fill("insert into tag values (?, ?)", TAGS, i -> row(i, word() + i));
    fill(
        "insert into author values (?, ?, ?)",
        AUTHORS,
        i -> row(i, word() + " " + word(), "C" + i % 40));
    // The first twenty authors wrote a lot.
    fill(
        "insert into book values (?, ?, ?, ?, ?, ?, ?, ?)",
        BOOKS,
        i ->
            row(
                i,
                word() + " " + word() + " " + i,
                "978-" + (1000000000 + i),
                1900 + random.nextInt(126),
                text(1500),
                1 + random.nextInt(5),
                i % 5 == 0 ? 1 + (i / 5) % 20 : 21 + random.nextInt(AUTHORS - 20),
                1 + random.nextInt(GENRES)));
    fill("insert into book_tag values (?, ?)", BOOKS, i -> row(i, 1 + random.nextInt(TAGS)));
    fill(
        "insert into member values (?, ?, ?, ?)",
        MEMBERS,
        i ->
            row(
                i,
                word() + " " + word(),
                "m" + i + "@example.org",
                i % 10 == 0 ? "gold" : "plain"));
    fill(
        "insert into review values (?, ?, ?, ?)",
        REVIEWS,
        i -> row(i, 1 + random.nextInt(BOOKS), 1 + random.nextInt(5), text(60)));
    fill("insert into loan values (?, ?, ?, ?, ?, ?)", LOANS, this::loan);
    fill(
        "insert into setting values (?, ?, ?)",
        30,
        i -> row(i, i == 1 ? "loan.days" : "s" + i, "28"));
    jdbc.execute("analyze");
  }

  private Object[] loan(int i) {
    LocalDate lent = LocalDate.of(2025, 1, 1).plusDays(random.nextInt(500));
    Object back = random.nextInt(20) == 0 ? null : lent.plusDays(3 + random.nextInt(20));
    return new Object[] {
      i, 1 + random.nextInt(BOOKS), 1 + random.nextInt(MEMBERS), lent, lent.plusDays(28), back
    };
  }

  private void fill(String insert, int count, IntFunction<Object[]> row) {
    List<Object[]> rows = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      rows.add(row.apply(i));
      if (rows.size() == 500 || i == count) {
        jdbc.batchUpdate(insert, rows);
        rows.clear();
      }
    }
  }

  private static Object[] row(Object... values) {
    return values;
  }

  private String word() {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  private String text(int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(word()).append(' ');
    }
    return text.toString();
  }
}
