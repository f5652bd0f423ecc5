package org.example.library;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

@Entity
class Loan {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "loan_seq")
  @SequenceGenerator(name = "loan_seq", allocationSize = 50)
  private @Nullable Long id;

  @ManyToOne(fetch = FetchType.LAZY)
  private Book book = new Book();

  @ManyToOne(fetch = FetchType.LAZY)
  private Member member = new Member();

  private LocalDate lentOn = LocalDate.EPOCH;
  private LocalDate dueOn = LocalDate.EPOCH;
  private @Nullable LocalDate returnedOn;

  protected Loan() {}

  Loan(Book book, Member member, LocalDate lentOn, LocalDate dueOn) {
    this.book = book;
    this.member = member;
    this.lentOn = lentOn;
    this.dueOn = dueOn;
  }

  @Nullable Long getId() {
    return id;
  }

  Book getBook() {
    return book;
  }

  Member getMember() {
    return member;
  }

  LocalDate getLentOn() {
    return lentOn;
  }

  LocalDate getDueOn() {
    return dueOn;
  }

  void returned(LocalDate day) {
    returnedOn = day;
  }

  @Nullable LocalDate getReturnedOn() {
    return returnedOn;
  }
}
