package org.example.library;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
class Genre {

  @Id private Long id = 0L;
  private String code = "";
  private String label = "";

  Long getId() {
    return id;
  }

  String getCode() {
    return code;
  }

  String getLabel() {
    return label;
  }
}
