package org.example.library;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface GenreRepository extends JpaRepository<Genre, Long> {

  List<Genre> findAllByOrderByLabel();
}
