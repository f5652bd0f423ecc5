package org.example.library;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.springframework.data.domain.PageRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Members and what they borrow. */
@RestController
@RequestMapping("/api")
class LoanController {

  static final LocalDate TODAY = LocalDate.of(2026, 6, 1);

  private final LoanRepository loans;
  private final MemberRepository members;
  private final Lending lending;

  LoanController(LoanRepository loans, MemberRepository members, Lending lending) {
    this.loans = loans;
    this.members = members;
    this.lending = lending;
  }

  record MemberLine(Long id, String name, String email, String tier) {}

  record Overdue(String member, String email, String title, LocalDate dueOn) {}

  record Borrowed(String title, String author, LocalDate lentOn) {}

  record Lend(Long bookId, Long memberId) {}

  @GetMapping("/members")
  List<MemberLine> members() {
    return members.findAll().stream()
        .map(m -> new MemberLine(m.getId(), m.getName(), m.getEmail(), m.getTier()))
        .toList();
  }

  @GetMapping("/members/{id}/loans")
  List<Borrowed> borrowed(@PathVariable Long id) {
    return loans.findTop20ByMemberIdOrderByIdDesc(id).stream()
        .map(
            l ->
                new Borrowed(
                    l.getBook().getTitle(), l.getBook().getAuthor().getName(), l.getLentOn()))
        .toList();
  }

  /** Who has to be reminded. */
  @GetMapping("/loans/overdue")
  List<Overdue> overdue(@RequestParam(defaultValue = "0") int page) {
    return loans.overdue(TODAY, PageRequest.of(page, 20)).stream()
        .map(
            l ->
                new Overdue(
                    l.getMember().getName(),
                    l.getMember().getEmail(),
                    l.getBook().getTitle(),
                    l.getDueOn()))
        .toList();
  }

  @PostMapping("/loans")
  Map<String, Object> lend(@RequestBody Lend lend) {
    return lending.lend(lend.bookId(), lend.memberId());
  }

  @PostMapping("/returns")
  Map<String, Object> giveBack(@RequestBody List<Long> ids) {
    return Map.of("returned", lending.giveBack(ids));
  }
}
