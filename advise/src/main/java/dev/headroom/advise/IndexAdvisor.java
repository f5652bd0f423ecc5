package dev.headroom.advise;

import dev.headroom.advise.Accesses.Write;
import dev.headroom.loop.StatementObservation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import net.sf.jsqlparser.JSQLParserException;
import org.jspecify.annotations.Nullable;

/**
 * Index advice that was built and measured.
 *
 * <p>Other advisors ask the planner what it would do with an index that does not exist, one
 * statement at a time. This one has a copy of the database to itself, so it need not believe:
 *
 * <ol>
 *   <li>each statement of the workload is executed as found, with binds that the service really
 *       used (the rarest, the middle and the most frequent of those sampled);
 *   <li>candidates are read out of its conditions, joins and orders, and each is <em>built</em>,
 *       then hidden from the planner (see {@link IndexSwitch} for how);
 *   <li>a choice over the whole workload is searched ({@link Selection}): for each choice every
 *       statement is planned, and executed once per plan not seen before ({@link Costs});
 *   <li>what indexes add to the workload's writes is measured and subtracted ({@link Writes});
 *   <li>each chosen index is taken away again: it stays only if that makes a statement worse by the
 *       required share and the whole workload by enough to matter;
 *   <li>every other statement must not be slower than it was found.
 * </ol>
 *
 * <p>Not considered: what an existing index covers as a prefix, tables under 1,000 rows or of up to
 * 8 pages, candidates that the planner does not use. A statement that does not parse still takes
 * part in the last step; one that does not plan or has no sampled binds is skipped with a reason.
 *
 * <p>Limits: figures are those of a warm copy without concurrency. Candidates are b-trees over
 * columns and expressions, whole or partial, covering or not, and GIN for trigrams and containment;
 * no BRIN, hash or GiST. It writes to the copy (indexes, VACUUM) and needs a superuser there.
 */
public final class IndexAdvisor {

  private static final int MOST_CANDIDATES = 60;
  private static final int FEW_PAGES = 8;

  /** A row in an index of a large table takes about as long to build. */
  private static final double NANOS_PER_ROW = 1_200;

  /** Within this share of the time limit everything is built; else a shortlist. */
  private static final double QUICK = 0.1;

  private static final double QUICK_EACH = 0.001;

  /** Beside a statement's best index, others of its save little: they are built later. */
  private static final double VARIANT = 0.05;

  private final AdviceOptions options;
  private final Consumer<String> progress;
  private final LongSupplier ticker;
  private long begin;

  /**
   * An advisor.
   *
   * @param options limits
   * @param progress told in a line what is going on
   */
  public IndexAdvisor(AdviceOptions options, Consumer<String> progress) {
    this(options, progress, System::nanoTime);
  }

  IndexAdvisor(AdviceOptions options, Consumer<String> progress, LongSupplier ticker) {
    this.options = options;
    this.progress = progress;
    this.ticker = ticker;
  }

  /**
   * Advises on a scratch copy, which is left with the candidates built and hidden.
   *
   * @param scratchUrl JDBC URL of a copy that nobody else uses, as a superuser; see {@link
   *     ScratchCopy}
   * @param workload statements with text and sampled binds, writes included
   * @return the advice; statements that cannot be considered are in it with the reason
   * @throws IllegalStateException if the role is no superuser
   * @throws SQLException if the connection fails
   */
  public Advice advise(String scratchUrl, List<StatementObservation> workload) throws SQLException {
    begin = ticker.getAsLong();
    try (Bench bench = new Bench(scratchUrl, options)) {
      dropInvalid(bench);
      return new Session(bench).advise(Query.of(ForeignKeys.with(bench.connection(), workload)));
    }
  }

  /**
   * Advises by the planner's opinion alone, with indexes that do not exist (HypoPG), on a database
   * that others use. Nothing is executed or changed; each look has the options' time-outs.
   *
   * @param url JDBC URL of a database that has the extension, as a role that may read the tables
   * @param workload statements with text and sampled binds, writes included
   * @return the advice, without times and pages
   * @throws IllegalStateException if the extension is missing; the message says what to do
   * @throws SQLException if the connection fails
   */
  public Advice ask(String url, List<StatementObservation> workload) throws SQLException {
    begin = ticker.getAsLong();
    try (Bench bench = HypotheticalBench.of(url, options)) {
      return new Session(bench).advise(Query.of(workload));
    }
  }

  private boolean past(double share) {
    return ticker.getAsLong() - begin > share * options.timeLimit().toNanos();
  }

  private long millisLeft() {
    return options.timeLimit().minus(Duration.ofNanos(ticker.getAsLong() - begin)).toMillis();
  }

  /** Indexes that the source hides (or failed to build) do not exist for the advice. */
  private static void dropInvalid(Bench bench) throws SQLException {
    List<String> names = new ArrayList<>();
    Connection connection = bench.connection();
    try (Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select quote_ident(n.nspname) || '.' || quote_ident(c.relname) from pg_index i"
                    + " join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid ="
                    + " c.relnamespace where not i.indisvalid and c.relkind = 'i'")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    for (String name : names) {
      bench.execute("drop index " + name);
    }
    connection.commit();
  }

  /** One run. */
  private final class Session {
    private final Bench bench;
    private final Costs costs;
    private final Writes writes = new Writes();
    private final List<Query> admitted = new ArrayList<>();
    private final List<Advice.Skipped> skipped = new ArrayList<>();
    private final List<Advice.Refused> refused = new ArrayList<>();
    private final Map<Candidate, Double> wishes = new LinkedHashMap<>();
    private final Map<Candidate, Long> sizes = new LinkedHashMap<>();
    private final Map<Candidate, Long> buildNanos = new LinkedHashMap<>();
    private boolean complete = true;
    private @Nullable Boolean trigrams;

    Session(Bench bench) {
      this.bench = bench;
      this.costs = new Costs(bench, options);
    }

    Advice advise(List<Query> queries) throws SQLException {
      Catalog found = Catalog.read(bench.connection());
      bench.connection().commit();
      Catalog catalog = freshen(read(queries, found), found);
      Map<Query, Accesses.Read> reads = read(queries, catalog);
      progress.accept("measuring " + queries.size() + " statements as found");
      // The heaviest first, so that a time limit cuts off what matters least.
      reads.entrySet().stream()
          .sorted(Comparator.comparingLong(entry -> -entry.getKey().totalNanos()))
          .forEach(entry -> admit(entry.getKey(), entry.getValue(), catalog));
      build();
      progress.accept("choosing among " + sizes.size() + " indexes");
      Selection selection =
          new Selection(costs, writes, admitted, options, sizes, () -> past(0.85));
      Set<Candidate> choice = selection.choose(sizes.keySet());
      if (measureWrites(choice)) {
        choice = selection.settle(choice);
      }
      complete &= !past(0.85);
      selection.refused().forEach((candidate, reason) -> refuse(candidate, reason));
      Description description = new Description(bench, costs, writes, admitted, choice);
      return new Advice(
          description.indexes(sizes, buildNanos),
          refused,
          skipped,
          description.cost(Set.of()),
          description.cost(choice),
          complete,
          ticker.getAsLong() - begin);
    }

    private Map<Query, Accesses.Read> read(List<Query> queries, Catalog catalog) {
      Map<Query, Accesses.Read> reads = new LinkedHashMap<>();
      for (Query query : queries) {
        try {
          reads.put(query, Accesses.of(query.numbered().text(), catalog));
        } catch (JSQLParserException | RuntimeException e) {
          reads.put(
              query, new Accesses.Read(List.of(), new Write(Write.Kind.NONE, null, Set.of())));
        }
      }
      return reads;
    }

    /** Statistics and visibility as a running server's autovacuum keeps them; hint bits set. */
    private Catalog freshen(Map<Query, Accesses.Read> reads, Catalog catalog) throws SQLException {
      Set<String> tables = new LinkedHashSet<>();
      for (Accesses.Read read : reads.values()) {
        for (Access access : read.accesses()) {
          if (access.table.pages() >= 32) {
            tables.add(access.table.sql());
          }
        }
      }
      if (tables.isEmpty() || !bench.executes()) {
        return catalog;
      }
      progress.accept("vacuuming " + tables.size() + " tables of the copy");
      bench.vacuum(tables);
      Catalog fresh = Catalog.read(bench.connection());
      bench.connection().commit();
      return fresh;
    }

    private void admit(Query query, Accesses.Read read, Catalog catalog) {
      if (query.main().sql().isBlank()) {
        skip(query, "its text was not recorded: switch headroom.observe.samples on");
        return;
      }
      writes.add(query, read.write());
      if (read.write().kind() == Write.Kind.INSERT && read.accesses().isEmpty()) {
        return; // measured by rows put into its table
      }
      int parameters = query.numbered().parameters();
      List<List<StatementObservation.Bind>> usable =
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
      Query fitting =
          new Query(
              query.number(),
              query.main(),
              query.numbered(),
              query.executions(),
              query.totalNanos(),
              query.rows(),
              usable);
      Set<String> tables = new LinkedHashSet<>();
      read.accesses().forEach(access -> tables.add(access.table.sql()));
      try {
        bench.prepare(fitting);
        // What the reader does not understand, or does not find in a view, the planner does.
        tables.addAll(bench.tables(fitting, catalog));
        Costs.Cost cost = costs.admit(fitting, tables);
        admitted.add(fitting);
        wish(fitting, read, cost);
      } catch (SQLException e) {
        skip(query, Missing.explained(e, bench));
      }
    }

    private void skip(Query query, String reason) {
      skipped.add(new Advice.Skipped(query.label(), reason));
    }

    private void refuse(Candidate candidate, String reason) {
      refused.add(new Advice.Refused(candidate.table().sql() + " " + candidate.columns(), reason));
    }

    /** Notes what the statement would like, with the weight that says what is built first. */
    private void wish(Query query, Accesses.Read read, Costs.Cost cost) {
      double weight = cost.work() * query.executions();
      if (cost.buffers() <= FEW_PAGES) {
        return; // no index makes this any better
      }
      for (Access access : read.accesses()) {
        int position = 0;
        for (Candidate candidate : Candidates.of(access, query.binds())) {
          if (candidate.method().equals("gin") && !fits(candidate, query)) {
            continue;
          }
          double share = position == 0 ? 1 : VARIANT / (1 + 0.25 * position);
          wishes.merge(candidate, weight * share, Double::sum);
          position++;
        }
      }
    }

    /** Trigrams are for patterns that begin with anything; a prefix has better. */
    private boolean fits(Candidate candidate, Query query) {
      if (!candidate.keys().get(0).operators().equals("gin_trgm_ops")) {
        return true;
      }
      boolean open =
          query.numbered().text().contains("'%")
              || query.binds().stream()
                  .flatMap(List::stream)
                  .anyMatch(bind -> bind.text().startsWith("%"));
      return open && trigrams();
    }

    private boolean trigrams() {
      if (trigrams == null && !bench.executes()) {
        trigrams = false;
      }
      if (trigrams == null) {
        try {
          bench.execute("create extension if not exists pg_trgm");
          bench.connection().commit();
          trigrams = true;
        } catch (SQLException e) {
          trigrams = false;
          try {
            bench.connection().rollback();
          } catch (SQLException broken) {
            throw new IllegalStateException(broken);
          }
        }
      }
      return trigrams;
    }

    private void build() throws SQLException {
      List<Candidate> quick = new ArrayList<>();
      List<Candidate> slow = new ArrayList<>();
      List<Candidate> possible = possible();
      for (Candidate candidate : possible) {
        (share(candidate) < QUICK_EACH ? quick : slow).add(candidate);
      }
      if (!bench.executes() || slow.stream().mapToDouble(this::share).sum() < QUICK) {
        build(possible);
        return;
      }
      progress.accept("asking the planner about " + slow.size() + " indexes");
      Shortlist shortlist = Shortlist.of(bench, admitted, slow, costs);
      build(shortlist.build());
      build(quick);
      build(shortlist.reconsidered(sizes.keySet()));
      shortlist.leftOut().forEach((candidate, reason) -> refuse(candidate, "not built: " + reason));
    }

    /** Of the time limit, what building is expected to take. */
    private double share(Candidate candidate) {
      return candidate.table().rows() * NANOS_PER_ROW / options.timeLimit().toNanos();
    }

    /** The heaviest wishes first, without those that need no look. */
    private List<Candidate> possible() {
      List<Map.Entry<Candidate, Double>> order = new ArrayList<>(wishes.entrySet());
      order.sort(Map.Entry.<Candidate, Double>comparingByValue().reversed());
      List<Candidate> possible = new ArrayList<>();
      Set<Catalog.Tab> tiny = new LinkedHashSet<>();
      for (Map.Entry<Candidate, Double> wish : order) {
        Candidate candidate = wish.getKey();
        String covering = candidate.coveredBy();
        if (!candidate.table().tiny() && covering == null) {
          possible.add(candidate);
        } else if (!candidate.table().tiny()) {
          refuse(candidate, "index " + covering + " covers it");
        } else if (tiny.add(candidate.table())) {
          refused.add(
              new Advice.Refused(
                  candidate.table().sql(), "a table this small is read whole just as fast"));
        }
      }
      return possible;
    }

    private void build(List<Candidate> order) {
      for (Candidate candidate : order) {
        if (past(0.6) || sizes.size() >= MOST_CANDIDATES) {
          complete = false;
          refuse(candidate, "the time limit was reached before it was built");
          continue;
        }
        progress.accept("building " + candidate.table().sql() + " " + candidate.columns());
        try {
          buildNanos.put(candidate, bench.build(candidate, millisLeft() / 2));
          sizes.put(candidate, bench.size(candidate));
        } catch (SQLException e) {
          refuse(
              candidate,
              "it cannot be built: "
                  + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
      }
    }

    private boolean measureWrites(Set<Candidate> choice) {
      boolean matters = false;
      if (!bench.executes()) {
        return false;
      }
      for (Candidate candidate : choice) {
        try {
          writes.measure(bench, candidate);
          matters |= writes.rows(candidate) > 0;
        } catch (SQLException e) {
          progress.accept("write cost of " + candidate.name() + " is estimated: " + e.getMessage());
        }
      }
      return matters;
    }
  }
}
