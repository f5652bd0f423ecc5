package org.example.library;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.EntityGraph;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface LoanRepository extends JpaRepository<Loan, Long> {

  @Query("select l from Loan l where l.returnedOn is null and l.dueOn < :day order by l.id")
  List<Loan> overdue(LocalDate day, Pageable page);

  @EntityGraph(attributePaths = {"book", "book.author"})
  List<Loan> findTop20ByMemberIdOrderByIdDesc(Long member);

  List<Loan> findByIdIn(Collection<Long> ids);

  @Query(
      "select g.label, count(l), count(distinct l.member) from Loan l join l.book b join b.genre g"
          + " where l.lentOn >= :since group by g.label order by count(l) desc")
  List<Object[]> lentByGenre(LocalDate since);
}
