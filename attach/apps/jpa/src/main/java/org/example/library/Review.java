package org.example.library;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

@Entity
class Review {

  @Id private Long id = 0L;

  @ManyToOne(fetch = FetchType.LAZY)
  private Book book = new Book();

  private int stars;
  private String words = "";

  Long getId() {
    return id;
  }

  Book getBook() {
    return book;
  }

  int getStars() {
    return stars;
  }

  String getWords() {
    return words;
  }
}
