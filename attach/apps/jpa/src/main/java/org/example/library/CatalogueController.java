package org.example.library;

import java.util.List;
import java.util.Map;
import org.springframework.data.domain.PageRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Authors, genres and books. */
@RestController
@RequestMapping("/api")
class CatalogueController {

  private final AuthorRepository authors;
  private final GenreRepository genres;
  private final BookRepository books;

  CatalogueController(AuthorRepository authors, GenreRepository genres, BookRepository books) {
    this.authors = authors;
    this.genres = genres;
    this.books = books;
  }

  record AuthorLine(Long id, String name, String country) {}

  record BookLine(Long id, String title, int year) {}

  record Rated(Long id, String title, int reviews, double stars) {}

  record Tagged(Long id, String title, List<String> tags) {}

  @GetMapping("/authors")
  List<AuthorLine> authors(@RequestParam(defaultValue = "0") int page) {
    return authors.findAll(PageRequest.of(page, 20)).stream()
        .map(a -> new AuthorLine(a.getId(), a.getName(), a.getCountry()))
        .toList();
  }

  @GetMapping("/authors/{id}")
  Map<String, Object> author(@PathVariable Long id) {
    Author author = authors.findById(id).orElseThrow(NotFound::new);
    List<BookLine> lines =
        author.getBooks().stream()
            .map(b -> new BookLine(b.getId(), b.getTitle(), b.getYear()))
            .toList();
    return Map.of("name", author.getName(), "books", lines);
  }

  /** Every book of an author with what readers think of it. */
  @GetMapping("/authors/{id}/ratings")
  List<Rated> ratings(@PathVariable Long id) {
    Author author = authors.findById(id).orElseThrow(NotFound::new);
    return author.getBooks().stream()
        .map(
            b ->
                new Rated(
                    b.getId(),
                    b.getTitle(),
                    b.getReviews().size(),
                    b.getReviews().stream().mapToInt(Review::getStars).average().orElse(0)))
        .toList();
  }

  @GetMapping("/genres")
  List<Map<String, String>> genres() {
    return genres.findAllByOrderByLabel().stream()
        .map(g -> Map.of("code", g.getCode(), "label", g.getLabel()))
        .toList();
  }

  /** The shelf of a genre, each book with its tags. */
  @GetMapping("/genres/{id}/shelf")
  List<Tagged> shelf(@PathVariable Long id) {
    return books.findTop40ByGenreIdOrderById(id).stream()
        .map(
            b ->
                new Tagged(
                    b.getId(), b.getTitle(), b.getTags().stream().map(Tag::getWord).toList()))
        .toList();
  }

  @GetMapping("/books")
  List<BookLine> books(@RequestParam(defaultValue = "0") int page) {
    return books.findByOrderById(PageRequest.of(page, 25)).stream()
        .map(b -> new BookLine(b.getId(), b.getTitle(), b.getYear()))
        .toList();
  }

  @GetMapping("/books/search")
  List<BookLine> search(@RequestParam String words) {
    return books.startingWith(words).stream()
        .map(b -> new BookLine(b.getId(), b.getTitle(), b.getYear()))
        .toList();
  }

  @GetMapping("/books/{id}")
  Map<String, Object> book(@PathVariable Long id) {
    Book book = books.whole(id).orElseThrow(NotFound::new);
    return Map.of(
        "title", book.getTitle(),
        "isbn", book.getIsbn(),
        "author", book.getAuthor().getName(),
        "genre", book.getGenre().getLabel(),
        "summary", book.getSummary());
  }
}
