package org.example.library;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface BookRepository extends JpaRepository<Book, Long> {

  @Query("select b from Book b join fetch b.author join fetch b.genre where b.id = :id")
  Optional<Book> whole(Long id);

  Slice<Book> findByOrderById(Pageable page);

  List<Book> findTop40ByGenreIdOrderById(Long genre);

  @Query("select b from Book b where b.title like concat(:words, '%') order by b.title limit 20")
  List<Book> startingWith(String words);

  @Query("select count(r), coalesce(avg(r.stars), 0) from Review r where r.book.id = :book")
  List<Object[]> rating(Long book);

  @Query("select count(l) from Loan l where l.book.id = :book and l.returnedOn is null")
  long lent(Long book);
}
