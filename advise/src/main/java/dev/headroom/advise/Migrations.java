package dev.headroom.advise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Advice as migrations: a file per index for Flyway, and one formatted SQL changelog for Liquibase.
 *
 * <p>Indexes are built without blocking writers, which works outside a transaction only. Such a
 * build that fails leaves an invalid index behind; each file therefore drops one of its name first,
 * so that running it again is safe. Flyway must hold its lock outside a transaction too ({@code
 * flyway.postgresql.transactional.lock=false}), or the build waits for Flyway's own transaction for
 * ever.
 */
public final class Migrations {

  private static final Pattern NUMBERED = Pattern.compile("V(\\d{1,9})(?:[._]\\d+)*__.*\\.sql");

  private Migrations() {}

  private record Step(String name, String comment, List<String> forth, List<String> back) {}

  /**
   * Writes the files. Numbers go on behind the highest that is in the folder.
   *
   * @param folder created if missing; for Flyway the folder of its migrations
   * @param report what to write
   * @param transactional whether to build inside a transaction, which blocks writers of the table
   *     until it ends; a lock time-out of 2 s is set
   * @return the files written; empty if there is nothing to do
   * @throws IOException if a file cannot be written
   */
  public static List<Path> write(Path folder, AdviceReport report, boolean transactional)
      throws IOException {
    return write(folder, report, transactional, "postgresql");
  }

  /**
   * Writes the files for SQLite, whose indexes are built in a transaction: writers wait meanwhile.
   *
   * @param folder created if missing
   * @param report what to write
   * @return the files written; empty if there is nothing to do
   * @throws IOException if a file cannot be written
   */
  public static List<Path> writeSqlite(Path folder, AdviceReport report) throws IOException {
    return write(folder, report, true, "sqlite");
  }

  private static List<Path> write(
      Path folder, AdviceReport report, boolean transactional, String database) throws IOException {
    List<Step> steps = steps(report, transactional && database.equals("postgresql"));
    List<Path> files = new ArrayList<>();
    if (steps.isEmpty()) {
      return files;
    }
    Files.createDirectories(folder);
    int number = highest(folder);
    StringBuilder liquibase = new StringBuilder("--liquibase formatted sql\n");
    for (Step step : steps) {
      number++;
      String stem = "V" + number + "__" + step.name();
      Path forth = folder.resolve(stem + ".sql");
      files.add(Files.writeString(forth, "-- " + step.comment() + "\n" + lines(step.forth())));
      if (!transactional) {
        files.add(
            Files.writeString(folder.resolve(stem + ".sql.conf"), "executeInTransaction=false\n"));
      }
      files.add(
          Files.writeString(
              folder.resolve("U" + number + "__" + step.name() + ".sql"), lines(step.back())));
      liquibase
          .append("\n--changeset headroom:")
          .append(step.name())
          .append(" runInTransaction:")
          .append(transactional)
          .append(" dbms:")
          .append(database)
          .append("\n--comment: ")
          .append(step.comment())
          .append('\n')
          .append(lines(step.forth()));
      for (String back : step.back()) {
        liquibase.append("--rollback ").append(back).append(";\n");
      }
    }
    files.add(Files.writeString(folder.resolve("headroom-indexes.liquibase.sql"), liquibase));
    return files;
  }

  private static List<Step> steps(AdviceReport report, boolean transactional) {
    List<Step> steps = new ArrayList<>();
    for (IndexAdvice index : report.advice().indexes()) {
      String undo = plain(index.undo(), transactional);
      List<String> forth = new ArrayList<>();
      if (transactional) {
        forth.add("set local lock_timeout = '2s'");
      }
      forth.add(undo);
      forth.add(plain(index.ddl(), transactional));
      String comment =
          index.table()
              + " "
              + index.columns()
              + (index.helped().isEmpty()
                  ? ""
                  : ": "
                      + oneLine(
                          AdviceText.clip(index.helped().get(0).statement().fingerprint(), 120)));
      steps.add(new Step(index.name(), comment, forth, List.of(undo)));
    }
    for (AdviceReport.Drop drop : report.drops()) {
      steps.add(
          new Step(
              "drop_" + drop.index().replaceAll("[^\\p{Alnum}_]", "_"),
              oneLine(drop.reason()),
              List.of(plain(drop.ddl(), transactional)),
              List.of(plain(drop.undo(), transactional))));
    }
    return steps;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").replace("${", "$ {");
  }

  private static String plain(String ddl, boolean transactional) {
    return transactional ? ddl.replaceFirst("(?i) concurrently", "") : ddl;
  }

  private static String lines(List<String> statements) {
    StringBuilder text = new StringBuilder();
    statements.forEach(one -> text.append(one).append(";\n"));
    return text.toString();
  }

  private static int highest(Path folder) throws IOException {
    int highest = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Matcher numbered = NUMBERED.matcher(String.valueOf(file.getFileName()));
        if (numbered.matches()) {
          highest = Math.max(highest, Integer.parseInt(numbered.group(1)));
        }
      }
    }
    return highest;
  }
}
