package org.example.library;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Lends books and takes them back. */
@Service
class Lending {

  private final BookRepository books;
  private final MemberRepository members;
  private final LoanRepository loans;

  Lending(BookRepository books, MemberRepository members, LoanRepository loans) {
    this.books = books;
    this.members = members;
    this.loans = loans;
  }

  @Transactional
  Map<String, Object> lend(Long bookId, Long memberId) {
    Book book = books.findById(bookId).orElseThrow(NotFound::new);
    Member member = members.findById(memberId).orElseThrow(NotFound::new);
    LocalDate today = LoanController.TODAY;
    Loan loan = loans.save(new Loan(book, member, today, today.plusDays(28)));
    return Map.of("id", Objects.requireNonNull(loan.getId()), "dueOn", loan.getDueOn());
  }

  @Transactional
  int giveBack(List<Long> ids) {
    List<Loan> found = loans.findByIdIn(ids);
    found.forEach(loan -> loan.returned(LoanController.TODAY));
    return found.size();
  }
}
