package dev.headroom.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A finding says")
class RulesTest {

  private static final String BUSY =
      """
      == busy
      run 2000 GET /work own %s
        select a from work where id = ? [{r}] 12.5ms rows 1
        fastest %s
      facts GET /work | poolwait=20000ms
      pool main HikariCP | size=%d active=5 mostactive=5 mostwaiting=20 checkouts=2000 wait=20000ms maxwait=80ms hold=27000ms
      holder GET /work | Work.find(Work.java:7) | checkouts=2000 hold=27000ms statements=%dms waited=20000ms
      runtime | processors=4 cpu=%dms
      window 6
      """;

  @Test
  @DisplayName("how large a pool has to be, by Little's law and square-root staffing")
  void sizesPools() {
    Finding finding = only(BUSY.formatted("1", "12ms", 5, 25_000, 6_000), "pool-too-small");
    // 27 s held and 20 s waited in 6 s: R = 7.83; R + 2 sqrt(R) = 13.4.
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.remedy()).contains("14 connections", "7.8 are wanted");
    assertThat(finding.patch())
        .startsWith("spring.datasource.hikari.maximum-pool-size: 14\n")
        .contains("without Spring Boot", "setMaximumPoolSize(14)");
    assertThat(finding.savingNanosPerRequest()).isCloseTo(10e6, within(1.0));
    assertThat(finding.evidence().detail()).contains("4.5 connections in use", "93 %", "25 %");
  }

  @Test
  @DisplayName(
      "why a pool is not to be enlarged: processors full, database full, holders idle, bursts")
  void refusesPools() {
    assertThat(refused(BUSY.formatted("1", "12ms", 5, 25_000, 23_000)))
        .contains("the process uses 96 % of its processors");
    assertThat(refused(BUSY.formatted("1", "0.5ms", 5, 25_000, 6_000)))
        .contains("the database is what is full");
    assertThat(refused(BUSY.formatted("1", "12ms", 5, 5_000, 6_000)))
        .contains("in statements for only 19 %");
    assertThat(refused(BUSY.formatted("1", "12ms", 20, 25_000, 6_000)))
        .contains("the waits come from bursts");
  }

  private static String refused(String program) {
    Finding finding = only(program, "pool-too-small");
    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
    assertThat(finding.patch()).isEmpty();
    assertThat(finding.savingNanosPerRequest()).isZero();
    return finding.summary();
  }

  @Test
  @DisplayName("who holds the connections that others wait for, and at which line")
  void namesHolders() {
    Finding finding = only(BUSY.formatted("12", "12ms", 5, 5_000, 6_000), "connection-held");
    assertThat(finding.codeLine()).isEqualTo("Work.find(Work.java:7)");
    assertThat(finding.evidence().detail()).contains("19 % in statements", "81 % in other work");
    assertThat(finding.patch()).contains("Work.find(Work.java:7)", "transactionTemplate");
  }

  @Test
  @DisplayName("which right is missing where no plan can be had, once for each reason")
  void namesMissingRights() {
    Finding finding =
        only(
            """
            == secret
            run 80 GET /secret own 3
              select id from vault where owner = ? [{r}] 30ms rows 2
              plan missing=the user may not select from vault
              select id from safe where owner = ? [{r}] 40ms rows 2
              plan missing=the user may not select from vault
            """,
            "full-scan");
    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
    assertThat(finding.statement()).contains("safe");
    assertThat(finding.summary()).contains("the user may not select from vault");
  }

  @Test
  @DisplayName("the plan of a slow statement, or why it is not known")
  void plansOfSlowStatements() {
    String slow =
        """
        == report
        run 30 GET /report own 5
          select region, sum(total) from sale where year = ? group by region [{r}] 400ms rows 10
          plan %s
        """;
    assertThat(only(slow.formatted("rows=10 scan=sale:900000:90000"), "slow-statement").evidence())
        .satisfies(e -> assertThat(e.planBefore()).isEqualTo("Seq Scan on sale"));
    assertThat(only(slow.formatted("missing=plans are off"), "slow-statement").evidence().detail())
        .endsWith("No plan: plans are off.");
  }

  @Test
  @DisplayName(
      "that a scan by the general plan is not what happens, where executions are too quick")
  void doubtsPlans() {
    Finding finding =
        only(
            """
            == tenant
            run 400 GET /tenant own 3
              select id, name from account where tenant = ? [{r}] 0.4ms rows 3
              plan rows=3 scan=account:500000:20
            """,
            "full-scan");
    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
    assertThat(finding.evidence().detail()).contains("another plan is used");
    assertThat(finding.savingNanosPerRequest()).isZero();
  }

  @Test
  @DisplayName("which frames an endpoint's own code runs in, or why that is not known")
  void namesFrames() {
    String program =
        """
        == score
        run 200 GET /score own 80
          select a from play where id = ? [{r}] 2ms rows 1
        """;
    Finding unknown = only(program, "own-code");
    assertThat(unknown.confidence()).isEqualTo(Confidence.LOW);
    assertThat(unknown.evidence().detail()).contains("the flight recorder is off");
    Finding known =
        only(
            program
                + "runtime | processors=4 cpu=16000ms\n"
                + "hot GET /score | Score.distance(Score.java:88) | samples=600 of=800\n",
            "own-code");
    assertThat(known.codeLine()).isEqualTo("Score.distance(Score.java:88)");
    assertThat(known.evidence().detail()).contains("75 % in Score.distance(Score.java:88)");
  }

  @Test
  @DisplayName("what compression saves, without promising the request anything")
  void compression() {
    Finding finding =
        only(
            """
            == catalogue
            run 200 GET /catalogue own 6
              select id from product where category = ? [{r}] 3ms rows 5
            facts GET /catalogue | response=40MB large=200 largebytes=40MB
            """,
            "large-uncompressed-answer");
    assertThat(finding.summary()).contains("200 KB");
    assertThat(finding.evidence().detail()).contains("70 %", "11.2 ms for each answer");
    assertThat(finding.savingNanosPerRequest()).isZero();
    assertThat(finding.patch()).contains("min-response-size");
  }

  @Test
  @DisplayName("how many tokens came back, what each read, and which settings know them")
  void repeatedValidation() {
    Finding finding =
        only(
            """
            == x
            run 200 GET /quotes own 2 token [t{r%10}]
              select id, role from account where id = ? [{r%10}] 0.5ms rows 1
            run 100 POST /quotes own 2 token [t{r%10}]
              select id, role from account where id = ? [{r%10}] 0.5ms rows 1
            run 2 PUT /accounts/{id} own 2
              update account set role = ? where id = ? [{r}, {r}] 0.5ms rows 1
            runtime | processors=4 cpu=300ms
            hot GET /quotes | NimbusJwtDecoder(token validation) | samples=200 of=800
            """,
            "repeated-validation");
    assertThat(finding.summary()).contains("1 more", "account", "300 requests brought 10 tokens");
    assertThat(finding.remedy())
        .contains("headroom.web.tokens", "docs/web/token-cache.md", "PUT /accounts/{id}");
    assertThat(finding.evidence().detail())
        .contains(
            "GET /quotes, POST /quotes", "2 writes to account", "25 % of the processor samples");
    // 150 ms of statements and 75 ms of validation, 90 % of it for tokens seen before, of 754 ms.
    assertThat(finding.shareOfTime()).isCloseTo((150 + 75 * 0.966) / 755, within(0.02));
    assertThat(finding.patch()).contains("headroom.web.tokens.enabled: true", "revokeSubject");
  }

  @Test
  @DisplayName(
      "a password hash is named as such, and nobody is told to make it quick or to keep it")
  void namesPasswordHashes() {
    Finding finding =
        only(
            """
            == x
            none
            run 100 POST /sign-in own 80
              select a from ring where id = ? [{r}] 2ms rows 1
            runtime | processors=4 cpu=9000ms
            hot POST /sign-in | BCrypt(password hash) | samples=700 of=800
            """,
            "own-code");
    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
    assertThat(finding.summary()).endsWith("most of it hashing passwords (BCrypt).");
    assertThat(finding.remedy())
        .startsWith("Leave it: a password hash is slow on purpose")
        .contains("Never keep its result")
        .doesNotContain("compute once");
  }

  @Test
  @DisplayName(
      "a slow statement outside of requests is said to be there, without an average of one")
  void outsideOfRequests() {
    Finding finding =
        only(
            """
            == x
            none
            run 1 (background) own 0
              update sale set a = ? [1] 900ms rows 1
            run 1 GET /a own 1
              select a from x where id = ? [{r}] 2ms rows 1
            """,
            "slow-statement");
    assertThat(finding.summary())
        .isEqualTo("Outside of requests runs a statement on sale that takes 900 ms.");
  }

  private static Finding only(String program, String kind) {
    Optional<Finding> found =
        Diagnosis.findings(Tracer.observe(TracedProgram.read(program).get(0))).stream()
            .filter(finding -> finding.kind().equals(kind(kind)))
            .reduce((a, b) -> a.equals(b) ? a : fail(a, b));
    return found.orElseThrow(() -> new AssertionError("no " + kind + " was found"));
  }

  private static Finding fail(Finding a, Finding b) {
    throw new AssertionError("more than one: " + a + ", " + b);
  }

  private static FindingKind kind(String id) {
    return TracedProgram.kind(id);
  }
}
