package org.example.library;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
class Member {

  @Id private Long id = 0L;
  private String name = "";
  private String email = "";
  private String tier = "";

  Long getId() {
    return id;
  }

  String getName() {
    return name;
  }

  String getEmail() {
    return email;
  }

  String getTier() {
    return tier;
  }
}
