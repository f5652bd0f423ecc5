package org.example.library;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "setting")
class Setting {

  @Id private Long id = 0L;
  private String name = "";
  private String content = "";

  Long getId() {
    return id;
  }

  String getName() {
    return name;
  }

  String getContent() {
    return content;
  }
}
