package org.example.library;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.annotations.BatchSize;

@Entity
class Book {

  @Id private Long id = 0L;
  private String title = "";
  private String isbn = "";

  @Column(name = "published")
  private int year;

  private String summary = "";
  private int copies;

  @ManyToOne(fetch = FetchType.LAZY)
  private Author author = new Author();

  @ManyToOne(fetch = FetchType.LAZY)
  private Genre genre = new Genre();

  @OneToMany(mappedBy = "book")
  private List<Review> reviews = new ArrayList<>();

  @ManyToMany
  @JoinTable(
      name = "book_tag",
      joinColumns = @JoinColumn(name = "book_id"),
      inverseJoinColumns = @JoinColumn(name = "tag_id"))
  @BatchSize(size = 50)
  private Set<Tag> tags = new LinkedHashSet<>();

  Long getId() {
    return id;
  }

  String getTitle() {
    return title;
  }

  String getIsbn() {
    return isbn;
  }

  int getYear() {
    return year;
  }

  String getSummary() {
    return summary;
  }

  int getCopies() {
    return copies;
  }

  Author getAuthor() {
    return author;
  }

  Genre getGenre() {
    return genre;
  }

  List<Review> getReviews() {
    return reviews;
  }

  Set<Tag> getTags() {
    return tags;
  }
}
