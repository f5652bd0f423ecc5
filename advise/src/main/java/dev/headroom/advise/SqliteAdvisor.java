package dev.headroom.advise;

import dev.headroom.advise.Accesses.Write;
import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Bind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import net.sf.jsqlparser.JSQLParserException;

/**
 * Index advice for SQLite, built and measured on a copy.
 *
 * <p>The steps are those of {@link IndexAdvisor}; what differs is what can be known. Work is
 * counted ({@link SqliteBench}), so that two runs agree and a choice is not made by noise; the
 * planner's estimates guide nothing, because it leaves sorting out of them: an index that only
 * spares a sort is found by measuring it. A delete pays for every index of its table. An index
 * carries columns as keys at its end, and the row's own key in any case.
 */
final class SqliteAdvisor {

  private static final long MANY_ROWS = 200_000;
  private static final int FEW_PAGES = 8;
  private static final double FEW_STEPS = 200;
  private static final double RANKING_MICROS = 500_000;

  /** What is not counted, as functions of the application, must not take all the time either. */
  private static final long RANKING_NANOS = 2_000_000_000;

  private final AdviceOptions options;
  private final Consumer<String> progress;
  private final LongSupplier ticker;
  private final long begin;
  private final long manyRows;

  private final SqliteBench bench;
  private final SqliteCatalog catalog;
  private final Costs costs;
  private final Writes writes = new Writes();
  private final List<Query> admitted = new ArrayList<>();
  private final List<Advice.Skipped> skipped = new ArrayList<>();
  private final Set<Advice.Refused> refused = new LinkedHashSet<>();
  private final Map<Candidate, Double> wishes = new LinkedHashMap<>();
  private final Map<String, Candidate> same = new HashMap<>();
  private final List<String> phases = new ArrayList<>();
  private String phase = "";
  private long phaseBegin;
  private Set<Candidate> choice = Set.of();
  private boolean complete = true;
  private int unread;

  SqliteAdvisor(
      SqliteBench bench,
      SqliteCatalog catalog,
      AdviceOptions options,
      Consumer<String> progress,
      LongSupplier ticker) {
    this(bench, catalog, options, progress, ticker, MANY_ROWS);
  }

  SqliteAdvisor(
      SqliteBench bench,
      SqliteCatalog catalog,
      AdviceOptions options,
      Consumer<String> progress,
      LongSupplier ticker,
      long manyRows) {
    this.bench = bench;
    this.manyRows = manyRows;
    this.catalog = catalog;
    this.options = options;
    this.progress = progress;
    this.ticker = ticker;
    this.begin = ticker.getAsLong();
    this.costs = new Costs(bench, options);
  }

  private boolean past(double share) {
    return ticker.getAsLong() - begin > share * options.timeLimit().toNanos();
  }

  private long millisLeft() {
    return options.timeLimit().minus(Duration.ofNanos(ticker.getAsLong() - begin)).toMillis();
  }

  Advice advise(List<StatementObservation> workload) throws SQLException {
    List<Query> queries = new ArrayList<>();
    for (Query query : Query.of(workload)) {
      SqliteText text = SqliteText.of(query.main().sql());
      queries.add(query.reading(new Numbered(text.text(), text.parameters())));
    }
    queries.sort(Comparator.comparingLong(query -> -query.totalNanos()));
    phase("measuring " + queries.size() + " statements as found");
    for (Query query : queries) {
      admit(query);
    }
    phase("building indexes");
    SqliteBuilding building =
        new SqliteBuilding(bench, manyRows, progress, () -> past(0.6), this::millisLeft);
    building.build(wishes);
    Map<Candidate, Long> sizes = building.sizes();
    phase("choosing");
    Selection selection = new Selection(costs, writes, admitted, options, sizes, () -> past(0.85));
    do {
      choice = selection.choose(sizes.keySet());
    } while (building.shorter(choice));
    building.refused().forEach(this::refuse);
    complete &= building.complete();
    phase("measuring what writes pay");
    if (measureWrites()) {
      choice = selection.settle(choice);
    }
    complete &= !past(0.85);
    phase("telling why the others are not advised");
    for (var entry : selection.refused().entrySet()) {
      refuse(entry.getKey(), entry.getValue() + (past(0.9) ? "" : refusing(entry.getKey())));
    }
    phase("describing");
    Description description = new Description(bench, costs, writes, admitted, choice);
    Advice advice =
        new Advice(
            description.indexes(sizes, building.nanos()),
            List.copyOf(refused),
            skipped,
            description.cost(Set.of()),
            description.cost(choice),
            complete,
            ticker.getAsLong() - begin);
    phase("");
    return advice;
  }

  /** Tells what is going on from now on, and notes how long what went on before took. */
  private void phase(String what) {
    long now = ticker.getAsLong();
    if (!phase.isEmpty()) {
      phases.add(phase + " " + AdviceText.time(now - phaseBegin));
    }
    phase = what;
    phaseBegin = now;
    if (!what.isEmpty()) {
      progress.accept(what);
    }
  }

  /** Each with its time. */
  String phases() {
    return String.join(", ", phases);
  }

  /** What refuses a candidate, in figures. */
  private String refusing(Candidate candidate) throws SQLException {
    double found = work(Set.of());
    Set<Candidate> more = new LinkedHashSet<>(choice);
    more.add(candidate);
    return String.format(
        Locale.ROOT,
        " (alone it takes the work of all statements to %.1f %%; beside the chosen ones from %.2f to"
            + " %.2f %%, and its own writes cost %.2f %%)",
        100 * work(Set.of(candidate)) / found,
        100 * work(choice) / found,
        100 * work(more) / found,
        100 * writes.work(candidate) / found);
  }

  /** Work of the statements that were measured. */
  private double work(Set<Candidate> indexes) throws SQLException {
    double sum = 0;
    for (Query query : admitted) {
      sum += query.executions() * costs.of(query, indexes).work();
    }
    return Math.max(1e-9, sum);
  }

  /** How many statements the reader did not understand. */
  int unread() {
    return unread;
  }

  /** What took part in the comparison. */
  List<Query> admitted() {
    return admitted;
  }

  /** A statement's work with the chosen candidates. */
  double work(Query query) throws SQLException {
    return costs.of(query, choice).work();
  }

  /** A statement's work with exactly these of all indexes that are switched. */
  double work(Query query, Set<String> indexes) throws SQLException {
    return costs.under(query, indexes).work();
  }

  /** The chosen candidates. */
  Set<Candidate> choice() {
    return choice;
  }

  private Accesses.Read read(Query query) {
    try {
      return Accesses.of(query.numbered().text(), catalog.catalog());
    } catch (JSQLParserException | RuntimeException e) {
      // It takes part in the comparison all the same: its tables come from its program.
      unread++;
      return new Accesses.Read(List.of(), new Write(Write.Kind.NONE, null, Set.of()));
    }
  }

  private void admit(Query query) {
    if (query.main().sql().isBlank()) {
      skip(query, "its text was not recorded: switch headroom.observe.samples on");
      return;
    }
    Accesses.Read read = read(query);
    writes.add(query, read.write());
    if (read.write().kind() == Write.Kind.INSERT && read.accesses().isEmpty()) {
      return; // measured by rows put into its table
    }
    int parameters = query.numbered().parameters();
    List<List<Bind>> usable =
        query.binds().stream().filter(bind -> bind.size() == parameters).toList();
    if (parameters > 0 && usable.isEmpty()) {
      skip(
          query,
          query.binds().isEmpty()
              ? "no binds were sampled"
              : "the sampled binds do not fit its " + parameters + " placeholders");
      return;
    }
    if (past(0.35)) {
      complete = false;
      skip(query, "the time limit was reached before its turn");
      return;
    }
    try {
      Query fitting = query.with(ranked(query, usable));
      Costs.Cost cost = costs.admit(fitting, bench.tables(fitting));
      admitted.add(fitting);
      wish(fitting, read, cost);
    } catch (SQLException e) {
      skip(query, String.valueOf(e.getMessage()).lines().findFirst().orElse("refused"));
    }
  }

  /**
   * The binds that find the fewest rows, the middle and the most. The planner cannot say which
   * those are while no index has statistics, so each is executed; of what is slow those that were
   * executed until it was known to be.
   */
  private List<List<Bind>> ranked(Query query, List<List<Bind>> usable) throws SQLException {
    if (usable.size() < 2) {
      return usable;
    }
    record Ranked(List<Bind> bind, Plan run) {}
    List<Ranked> ranked = new ArrayList<>();
    long until = ticker.getAsLong() + RANKING_NANOS;
    double work = 0;
    for (List<Bind> bind : usable) {
      if (!ranked.isEmpty() && (work > RANKING_MICROS || ticker.getAsLong() > until)) {
        break;
      }
      try {
        Plan run = bench.run(query, bind, List.of(), options.statementTimeout().toMillis());
        work += run.work();
        ranked.add(new Ranked(bind, run));
      } catch (SQLException e) {
        if (!Engine.TOO_LONG.equals(e.getSQLState())) {
          throw e;
        }
        return List.of(bind);
      }
    }
    ranked.sort(
        Comparator.comparingDouble((Ranked one) -> one.run().rowsReturned())
            .thenComparingDouble(one -> one.run().steps()));
    int last = ranked.size() - 1;
    return last < 3
        ? ranked.stream().map(Ranked::bind).toList()
        : List.of(ranked.get(0).bind(), ranked.get(last / 2).bind(), ranked.get(last).bind());
  }

  private void skip(Query query, String reason) {
    skipped.add(new Advice.Skipped(query.label(), reason));
  }

  private void refuse(Candidate candidate, String reason) {
    refused.add(new Advice.Refused(candidate.table().sql() + " " + candidate.columns(), reason));
  }

  /** Notes what the statement would like, with the weight that says what is built first. */
  private void wish(Query query, Accesses.Read read, Costs.Cost cost) {
    if (cost.buffers() <= FEW_PAGES && cost.runs().get(0).steps() <= FEW_STEPS) {
      return; // no index makes this any better
    }
    double weight = cost.work() * query.executions();
    for (Access access : read.accesses()) {
      boolean infix = !access.patterns.isEmpty() && infix(query);
      int position = 0;
      for (Candidate candidate : Candidates.of(access, query.binds())) {
        if (infix
            && candidate.keys().stream()
                .anyMatch(key -> key.operators().equals("collate nocase"))) {
          refused.add(
              new Advice.Refused(
                  candidate.table().sql() + " " + candidate.columns(),
                  "LIKE with a pattern that begins with anything cannot use a b-tree: a virtual"
                      + " table of FTS5 with tokenize = 'trigram' finds parts of texts (three"
                      + " characters or more)"));
          continue;
        }
        // Carried columns are keys at the end: what two rules make may be the same index.
        Candidate one =
            same.computeIfAbsent(
                candidate.table().sql() + candidate.columns(), columns -> candidate);
        wishes.merge(one, weight / (1 + 0.25 * position++), Double::sum);
      }
    }
    foreignKeys(read, weight);
  }

  private static boolean infix(Query query) {
    return query.main().sql().contains("'%")
        || query.main().sql().contains("'_")
        || query.binds().stream()
            .flatMap(List::stream)
            .anyMatch(bind -> bind.text().startsWith("%") || bind.text().startsWith("_"));
  }

  /** A delete looks for rows that refer to what it deletes. */
  private void foreignKeys(Accesses.Read read, double weight) {
    Catalog.Tab parent = read.write().table();
    if (read.write().kind() != Write.Kind.DELETE || parent == null) {
      return;
    }
    for (SqliteCatalog.ForeignKey key : catalog.foreignKeys) {
      Catalog.Tab child = catalog.catalog().table(null, key.table());
      if (child != null && key.parent().equalsIgnoreCase(parent.name())) {
        Candidate candidate =
            new Candidate(child, key.columns().stream().map(Candidate.Key::of).toList(), List.of());
        wishes.merge(candidate, weight, Double::sum);
        bench.servesKeyOf(parent.name(), candidate.name());
      }
    }
  }

  private boolean measureWrites() {
    boolean matters = false;
    for (Candidate candidate : choice) {
      try {
        writes.measured(candidate, SqliteWrites.measure(bench, candidate, ticker));
        matters |= writes.rows(candidate) > 0;
      } catch (SQLException | java.io.IOException e) {
        progress.accept("write cost of " + candidate.name() + " is estimated: " + e.getMessage());
      }
    }
    return matters;
  }

  static Set<String> names(Set<Candidate> choice) {
    Set<String> names = new TreeSet<>();
    choice.forEach(candidate -> names.add(candidate.name()));
    return names;
  }
}
