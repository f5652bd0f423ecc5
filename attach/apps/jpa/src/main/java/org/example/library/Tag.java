package org.example.library;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
class Tag {

  @Id private Long id = 0L;
  private String word = "";

  Long getId() {
    return id;
  }

  String getWord() {
    return word;
  }
}
