package org.example.library;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the front desk looks at. */
@RestController
@RequestMapping("/api")
class DeskController {

  private final BookRepository books;
  private final LoanRepository loans;
  private final SettingRepository settings;
  private final JdbcTemplate jdbc;
  private final Executor executor;

  DeskController(
      BookRepository books,
      LoanRepository loans,
      SettingRepository settings,
      JdbcTemplate jdbc,
      @Qualifier("applicationTaskExecutor") Executor executor) {
    this.books = books;
    this.loans = loans;
    this.settings = settings;
    this.jdbc = jdbc;
    this.executor = executor;
  }

  private int number(String name) {
    return Integer.parseInt(settings.findByName(name).orElseThrow(NotFound::new).getContent());
  }

  /** The slip that goes into a book: when it is due, twice to be renewed. */
  @GetMapping("/books/{id}/slip")
  Map<String, Object> slip(@PathVariable Long id) {
    Book book = books.findById(id).orElseThrow(NotFound::new);
    LocalDate due = LoanController.TODAY.plusDays(number("loan.days"));
    LocalDate renewed = due.plusDays(number("loan.days"));
    LocalDate last = renewed.plusDays(number("loan.days"));
    return Map.of("title", book.getTitle(), "due", due, "renewed", renewed, "last", last);
  }

  /** Three different questions about one book, asked at the same time. */
  @GetMapping("/books/{id}/desk")
  Map<String, Object> desk(@PathVariable Long id) {
    var rating = CompletableFuture.supplyAsync(() -> books.rating(id).get(0)[0], executor);
    var lent = CompletableFuture.supplyAsync(() -> books.lent(id), executor);
    var copies =
        CompletableFuture.supplyAsync(() -> books.findById(id).orElseThrow().getCopies(), executor);
    return Map.of("ratings", rating.join(), "lent", lent.join(), "copies", copies.join());
  }

  /** Titles for the printed index. */
  @GetMapping("/index/{genre}")
  List<String> index(@PathVariable Long genre) {
    return jdbc.query(
        "select * from book where genre_id = ? order by title limit 150",
        (row, n) -> row.getString("title") + " " + row.getInt("published"),
        genre);
  }

  @GetMapping("/statistics/genres")
  List<Map<String, Object>> genres(@RequestParam LocalDate since) {
    return loans.lentByGenre(since).stream()
        .map(row -> Map.of("genre", row[0], "loans", row[1], "readers", row[2]))
        .toList();
  }

  /** What readers of a book also borrowed, by how unusual it is that they did. */
  @GetMapping("/statistics/together")
  List<Map<String, @Nullable Object>> together() {
    return jdbc.queryForList(
        """
        select a.book_id as book, b.book_id as other, count(*) as times
        from loan a join loan b on b.member_id = a.member_id and b.book_id > a.book_id
        group by a.book_id, b.book_id
        order by times desc, book, other
        limit 20""");
  }
}
