package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import dev.headroom.services.common.ProblemHandler;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.TransactionException;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Administration as pages that need no script. */
@Controller
@RequestMapping("/admin")
class AdminPages {

  private static final int SIZE = 25;
  private static final String DONE = "done";

  private final AdminOverview overview;
  private final AdminUsers users;
  private final AdminSessions sessions;
  private final Accounts accounts;
  private final Quota quota;
  private final Clock clock;
  private final SqliteProblems database;

  AdminPages(
      AdminOverview overview,
      AdminUsers users,
      AdminSessions sessions,
      Accounts accounts,
      Quota quota,
      Clock clock,
      SqliteProblems database) {
    this.overview = overview;
    this.users = users;
    this.sessions = sessions;
    this.accounts = accounts;
    this.quota = quota;
    this.clock = clock;
    this.database = database;
  }

  @GetMapping("/sign-in")
  String signIn() {
    return "admin/sign-in";
  }

  @GetMapping
  String overview(@RequestParam(required = false) @Nullable LocalDate date, Model model) {
    LocalDate until = date == null ? LocalDate.now(clock) : date;
    model.addAttribute("date", until);
    model.addAttribute("d", overview.until(until));
    return "admin/overview";
  }

  @GetMapping("/users")
  String users(
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(required = false) @Nullable Boolean active,
      @RequestParam(required = false) @Nullable Boolean verified,
      @RequestParam(required = false) @Nullable Status status,
      Model model) {
    List<AdminUserView> page =
        users.page(new AdminUsers.Query(before, active, verified, status, SIZE));
    model.addAttribute("users", page);
    model.addAttribute("active", active);
    model.addAttribute("verified", verified);
    model.addAttribute("status", status);
    model.addAttribute("statuses", Status.values());
    model.addAttribute("next", page.size() < SIZE ? null : page.get(SIZE - 1).id());
    return "admin/users";
  }

  @PostMapping("/users/{id}")
  String change(
      @AuthenticationPrincipal Me me,
      @PathVariable long id,
      @RequestParam boolean active,
      RedirectAttributes said) {
    AdminUserView user = users.one(id);
    accounts.administer(
        me, id, new AdminController.Change(user.role(), active, quota.of(id).granted()));
    said.addFlashAttribute(DONE, user.email() + (active ? " is let in." : " is shut out."));
    return "redirect:/admin/users?before=" + (id + 1);
  }

  @GetMapping("/sessions")
  String sessions(@RequestParam(required = false) @Nullable Long user, Model model) {
    model.addAttribute("sessions", sessions.open(user, 100));
    return "admin/sessions";
  }

  @PostMapping("/sessions/{id}/end")
  String end(@AuthenticationPrincipal Me me, @PathVariable long id, RedirectAttributes said) {
    said.addFlashAttribute(
        DONE, sessions.end(me, id) ? "The sign-in has ended." : "It had ended already.");
    return "redirect:/admin/sessions";
  }

  // What is refused is told on a page too.

  @ExceptionHandler
  ModelAndView refused(Problem problem) {
    return refused(problem.getStatusCode(), problem.getBody());
  }

  @ExceptionHandler
  ModelAndView wrong(MethodArgumentTypeMismatchException e) {
    HttpStatus status = HttpStatus.BAD_REQUEST;
    return refused(status, ProblemDetail.forStatusAndDetail(status, ProblemHandler.mismatch(e)));
  }

  @ExceptionHandler({DataAccessException.class, TransactionException.class})
  ModelAndView cannot(RuntimeException e) {
    ResponseEntity<ProblemDetail> answer = database.refused(e);
    return refused(answer.getStatusCode(), answer.getBody());
  }

  private static ModelAndView refused(HttpStatusCode status, @Nullable ProblemDetail problem) {
    String detail = problem == null ? null : problem.getDetail();
    return new ModelAndView(
        "admin/refused", Map.of("detail", Objects.requireNonNullElse(detail, "")), status);
  }
}
