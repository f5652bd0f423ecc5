package org.example.library;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.util.ArrayList;
import java.util.List;

@Entity
class Author {

  @Id private Long id = 0L;
  private String name = "";
  private String country = "";

  @OneToMany(mappedBy = "author")
  @OrderBy("year")
  private List<Book> books = new ArrayList<>();

  Long getId() {
    return id;
  }

  String getName() {
    return name;
  }

  String getCountry() {
    return country;
  }

  List<Book> getBooks() {
    return books;
  }
}
