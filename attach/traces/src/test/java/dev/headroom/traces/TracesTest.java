package dev.headroom.traces;

import static dev.headroom.traces.CorpusTest.FOLDER;
import static dev.headroom.traces.CorpusTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.StatementObservation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracesTest {

  @Test
  @DisplayName("requests, statements, checkouts and their times are counted as they were written")
  void figures() throws IOException {
    TracedWindow window = read("n-plus-one-checkouts.json");
    assertThat(window.spans()).isEqualTo(5 + 5 + 2 * 38);
    EndpointObservation endpoint = endpoint(window, "GET /api/invoices");
    assertThat(endpoint.requests()).isEqualTo(5);
    assertThat(endpoint.statements()).isEqualTo(38 + 5);
    assertThat(endpoint.databaseNanos()).isEqualTo((38 + 5) * 2_000_000L);
    assertThat(endpoint.poolWaitNanos()).isEqualTo(38_000_000L);
    assertThat(endpoint.connections().checkouts()).isEqualTo(38);
    assertThat(endpoint.totalNanos()).isEqualTo((38 * 4 + 5 * 10) * 1_000_000L);
    assertThat(endpoint.p50Nanos()).isBetween(41_000_000L, 43_000_000L);
    assertThat(endpoint.times()).isNotEmpty();
    assertThat(statement(window, "GET /api/invoices", "position"))
        .satisfies(
            s -> {
              assertThat(s.executions()).isEqualTo(38);
              assertThat(s.requests()).isEqualTo(5);
              assertThat(s.repeatingRequests()).isEqualTo(5);
              assertThat(s.minPerRequest()).isEqualTo(6);
              assertThat(s.maxPerRequest()).isEqualTo(9);
              assertThat(s.minNanos()).isEqualTo(2_000_000);
              assertThat(s.dataSource()).isEqualTo("shop");
              assertThat(s.flow()).isEqualTo(-1);
            });
  }

  @Test
  @DisplayName("binds are known from parameters and from literals, and nothing is made up without")
  void binds() throws IOException {
    for (String file : List.of("redundant-parameters.json", "redundant-literals.json")) {
      StatementObservation told = statement(read(file), "GET /api/cart", "account");
      assertThat(told.executions()).isEqualTo(48);
      assertThat(told.equalInRequest()).isEqualTo(36);
      assertThat(told.distinctBinds()).isEqualTo(12);
      assertThat(told.fingerprint()).doesNotContain("example.org");
    }
    StatementObservation untold =
        statement(read("redundant-untold.json"), "GET /api/cart", "account");
    assertThat(untold.equalInRequest()).isZero();
    assertThat(untold.distinctBinds()).isEqualTo(48);
  }

  @Test
  @DisplayName("a JDBC batch is one execution with its size; a commit is time of the database only")
  void batches() throws IOException {
    TracedWindow window = read("batches.json");
    StatementObservation insert = statement(window, "POST /api/imports", "line");
    assertThat(insert.executions()).isEqualTo(8);
    assertThat(insert.batches()).isEqualTo(8);
    assertThat(insert.batched()).isEqualTo(320);
    EndpointObservation imports = endpoint(window, "POST /api/imports");
    assertThat(imports.statements()).isEqualTo(8);
    assertThat(imports.databaseNanos()).isEqualTo(8 * 29_000_000L);
    assertThat(window.observations().statements())
        .filteredOn(s -> s.endpoint().equals("GET /api/orders"))
        .as("lists of any length are one statement")
        .hasSize(2);
  }

  @Test
  @DisplayName("a statement belongs to the request of its own service, on whatever thread it ran")
  void services() throws IOException {
    TracedWindow window = read("several-services.json");
    assertThat(window.observations().endpoints())
        .extracting(EndpointObservation::endpoint)
        .containsExactlyInAnyOrder(
            "GET /shop/** @gateway", "GET /api/basket @shop", "POST /api/stock @stock");
    assertThat(endpoint(window, "GET /shop/** @gateway").calls()).isEqualTo(6);
    assertThat(endpoint(window, "GET /shop/** @gateway").statements()).isZero();
    assertThat(endpoint(window, "GET /api/basket @shop").statements()).isEqualTo(6);
    assertThat(statement(window, "POST /api/stock @stock", "stock").executions()).isEqualTo(46);
    StatementObservation parallel =
        statement(read("n-plus-one-parallel.json"), "GET /api/basket/{id}", "price");
    assertThat(parallel.repeatedExecutions()).isEqualTo(51);
    assertThat(parallel.codeLine()).isEqualTo("PriceTask.call(PriceTask.java:31)");
  }

  @Test
  @DisplayName("stores without SQL are calls, failures are errors, a path as asked is no endpoint")
  void others() throws IOException {
    TracedWindow window = read("healthy.json");
    assertThat(endpoint(window, "GET /api/items/{id}").calls()).isEqualTo(40);
    assertThat(endpoint(window, "POST /api/orders").errors()).isEqualTo(1);
    assertThat(endpoint(window, "GET (unknown route)").requests()).isEqualTo(20);
    assertThat(window.observations().endpoints()).hasSize(3);
    assertThat(statement(read("job.json"), "(background)", "stock").executions()).isEqualTo(150);
    assertThat(statement(read("reported-twice.json"), "GET /api/items", "item").executions())
        .isEqualTo(18);
  }

  @Test
  @DisplayName("spans that are broken are counted and said, the rest is taken")
  void brokenSpans() throws IOException {
    TracedWindow window = read("broken-spans.json");
    assertThat(endpoint(window, "GET /api/a").requests()).isEqualTo(1);
    assertThat(endpoint(window, "GET /api/a").statements()).isEqualTo(2);
    assertThat(statement(window, "GET /api/a", "item").totalNanos()).isEqualTo(2_000_000);
    assertThat(window.notes())
        .anySatisfy(n -> assertThat(n).startsWith("4 spans have no trace id"))
        .anySatisfy(n -> assertThat(n).startsWith("1 span has an end before the start"))
        .anySatisfy(n -> assertThat(n).startsWith("3 spans have parents that are not"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "|is empty",
        "x\u0001\u0005x|is no text but binary, as OTLP in protobuf is: export JSON instead",
        "{}|there are no OTLP spans in it; expected {\"resourceSpans\"",
        "[1, 2|is not JSON from here on: it ends in the middle",
        "{\"resourceSpans\": 3}|there are no OTLP spans in it",
        "{\"resourceSpans\":[{\"scopeSpans\":{\"spans\":[]}}]}|there are no OTLP spans in it",
        "{\"data\":[{\"traceID\":\"ab\",\"spans\":[]}]}|it looks like Jaeger's or Zipkin's format",
        "just a log line|there are no OTLP spans in it",
      })
  @DisplayName("what is no OTLP JSON is refused by name with what was expected")
  void refused(String text, String why) {
    assertThatThrownBy(
            () -> take(stream(text == null ? "" : text), new Traces(TraceOptions.DEFAULTS)))
        .isInstanceOf(TraceFormatException.class)
        .hasMessageStartingWith("t.json")
        .hasMessageContaining(why);
  }

  @Test
  @DisplayName("of a file that is cut off, what came before is taken, and the place is told")
  void cut() throws IOException {
    byte[] whole = Files.readAllBytes(FOLDER.resolve("n-plus-one-jpa.json"));
    Traces traces = new Traces(TraceOptions.DEFAULTS);
    byte[] half = java.util.Arrays.copyOf(whole, whole.length / 2);
    assertThatThrownBy(() -> take(new ByteArrayInputStream(half), traces))
        .hasMessageMatching(
            "t.json:\\d+:\\d+: is not JSON from here on: .*; the \\d+ spans before.*");
    assertThat(traces.window().spans()).isBetween(20L, 60L);

    byte[] packed = packed(whole);
    Traces other = new Traces(TraceOptions.DEFAULTS);
    byte[] cutPack = java.util.Arrays.copyOf(packed, packed.length / 2);
    assertThatThrownBy(() -> take(new ByteArrayInputStream(cutPack), other))
        .isInstanceOf(TraceFormatException.class)
        .hasMessageContaining("is not JSON from here on");
  }

  @Test
  @DisplayName("one document, one a line, an array, gzip and a log's lines read the same")
  void shapes() throws IOException {
    String text = Files.readString(FOLDER.resolve("slow.json")).replace("\n", "");
    TracedWindow plain = read("slow.json");
    String ndjson =
        text + "\n\n" + Files.readString(FOLDER.resolve("batches.json")).replace("\n", "") + "\n";
    Traces two = new Traces(TraceOptions.DEFAULTS);
    take(stream(ndjson), two);
    assertThat(two.window().observations().endpoints()).hasSize(4);
    String bare = text.substring("{\"resourceSpans\":[".length(), text.length() - 2);
    for (InputStream in :
        List.of(
            stream("\uFEFF " + text),
            stream("[" + text + "]"),
            stream(text.replace("resourceSpans", "batches")),
            stream(text.replace("scopeSpans", "instrumentationLibrarySpans")),
            new ByteArrayInputStream(packed(text.getBytes(StandardCharsets.UTF_8))),
            stream("  banner {\n12:00 INFO exporter - " + bare + "\nmore\n"))) {
      Traces traces = new Traces(TraceOptions.DEFAULTS);
      take(in, traces);
      assertThat(traces.window().observations()).isEqualTo(plain.observations());
    }
  }

  @Test
  @DisplayName("a trace of 100,000 spans, each below the other, is summed up")
  void deep() throws IOException {
    int spans = 100_000;
    StringBuilder text = new StringBuilder("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[");
    for (int i = spans; i >= 1; i--) {
      span(text, 1, i, i - 1, i == 1 ? 2 : 3, i == 1 ? "" : "select a from t where b = ?");
    }
    text.setLength(text.length() - 1);
    Traces traces = new Traces(TraceOptions.DEFAULTS);
    take(stream(text + "]}]}]}"), traces);
    assertThat(traces.window().observations().endpoints())
        .singleElement()
        .satisfies(e -> assertThat(e.requests()).isEqualTo(1));
  }

  @Test
  @DisplayName("beyond the bound of spans the oldest trace is summed up early, and that is said")
  void bounded() throws IOException {
    Traces traces = new Traces(new TraceOptions(Duration.ofMillis(100), 500, 2_000, 1_000));
    take(new Endless(60_000, 50, false), traces);
    TracedWindow inTurn = traces.window();
    assertThat(endpoint(inTurn, "GET /x").requests()).isEqualTo(1_200);
    assertThat(statement(inTurn, "GET /x", "t").executions()).isEqualTo(58_800);
    Traces mixed = new Traces(new TraceOptions(Duration.ofMillis(100), 500, 2_000, 1_000));
    take(new Endless(60_000, 50, true), mixed);
    assertThat(mixed.window().notes())
        .anySatisfy(n -> assertThat(n).contains("traces were summed up before their end"));
  }

  @Test
  @DisplayName("endpoints and statements beyond the bounds are counted together and told")
  void dropped() throws IOException {
    StringBuilder text = new StringBuilder("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[");
    for (int i = 1; i <= 100; i++) {
      span(text, i, 1, 0, 2, "");
      span(text, i, 2, 1, 3, "select c" + i + " from t");
    }
    text.setLength(text.length() - 1);
    String named = text.toString();
    for (int i = 1; i <= 100; i++) {
      named = named.replaceFirst("\"GET /x\"", "\"GET /" + "abcdefghij".charAt(i % 10) + "\"");
    }
    Traces traces = new Traces(new TraceOptions(Duration.ofMillis(100), 4, 30, 1_000));
    take(stream(named + "]}]}]}"), traces);
    TracedWindow window = traces.window();
    assertThat(window.observations().endpoints()).hasSize(5);
    assertThat(window.observations().statements()).hasSize(31);
    assertThat(window.observations().dropped().endpoints()).isEqualTo(60);
    assertThat(window.observations().dropped().statements()).isEqualTo(70);
  }

  @Test
  @DisplayName("whatever is changed in a file, it is read or refused, and nothing else is thrown")
  void mutations() throws IOException {
    byte[] good = Files.readAllBytes(FOLDER.resolve("broken-spans.json"));
    Random random = new Random(11);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = good.clone();
      for (int k = random.nextInt(1, 8); k > 0; k--) {
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) "{}[]\",:019nt\\".charAt(random.nextInt(13));
      }
      Traces traces = new Traces(TraceOptions.DEFAULTS);
      try {
        take(new ByteArrayInputStream(bytes), traces);
      } catch (TraceFormatException e) {
        assertThat(e).hasMessageStartingWith("t.json");
      }
      assertThat(traces.window().observations().windowNanos()).isNotNegative();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1",
        "select a from t where b = 'it''s ? :x'",
        "select a::text from t where \"b?\" = 3 -- ?",
        "select a /* ? */ from t"
      })
  @DisplayName("a text without placeholders is all that was run")
  void literal(String sql) {
    assertThat(SqlBinds.hasPlaceholder(sql)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select a from t where b = ?",
        "select $1",
        "select :name",
        "select @p0",
        "select 'x', ?",
        "select a from t where b in (?)"
      })
  @DisplayName("a text with a placeholder says nothing of its binds")
  void placeholder(String sql) {
    assertThat(SqlBinds.hasPlaceholder(sql)).isTrue();
  }

  @Test
  @Tag("long")
  @DisplayName("500 MB of spans are read within the bounds of memory")
  void large() throws IOException {
    Traces traces = new Traces(new TraceOptions(Duration.ofMillis(100), 500, 2_000, 100_000));
    take(new Endless(2_000_000, 50, false), traces);
    assertThat(endpoint(traces.window(), "GET /x").requests()).isEqualTo(40_000);
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    assertThat(runtime.totalMemory() - runtime.freeMemory()).isLessThan(200L << 20);
  }

  /** A document of any number of spans, made while it is read. */
  private static final class Endless extends InputStream {
    private final int spans;
    private final int perTrace;
    private final boolean mixed;
    private byte[] ready =
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[".getBytes(StandardCharsets.US_ASCII);
    private int at;
    private int made;

    Endless(int spans, int perTrace, boolean mixed) {
      this.spans = spans;
      this.perTrace = perTrace;
      this.mixed = mixed;
    }

    @Override
    public int read() {
      if (at == ready.length) {
        if (made > spans) {
          return -1;
        }
        StringBuilder next = new StringBuilder();
        if (made < spans) {
          int traces = spans / perTrace;
          int trace = mixed ? made % traces : made / perTrace;
          int index = mixed ? made / traces : made % perTrace;
          span(
              next,
              trace + 1,
              index + 1,
              index == 0 ? 0 : 1,
              index == 0 ? 2 : 3,
              index == 0 ? "" : "select a from t where b = ?");
          if (made == spans - 1) {
            next.setLength(next.length() - 1);
          }
        } else {
          next.append("]}]}]}");
        }
        made++;
        ready = next.toString().getBytes(StandardCharsets.US_ASCII);
        at = 0;
      }
      return ready[at++];
    }

    @Override
    public int read(byte[] to, int from, int length) {
      int count = 0;
      for (int next = read(); next >= 0; next = read()) {
        to[from + count++] = (byte) next;
        if (count == length) {
          return count;
        }
      }
      return count == 0 ? -1 : count;
    }
  }

  private static void span(StringBuilder to, int trace, int id, int parent, int kind, String sql) {
    to.append(
        String.format(
            "{\"traceId\":\"%032x\",\"spanId\":\"%016x\",\"parentSpanId\":\"%s\",\"name\":\"GET"
                + " /x\",\"kind\":%d,\"startTimeUnixNano\":\"1763700000000000000\","
                + "\"endTimeUnixNano\":\"1763700000004000000\",\"attributes\":[{\"key\":\"%s\","
                + "\"value\":{\"stringValue\":\"%s\"}}]},",
            trace,
            id,
            parent == 0 ? "" : String.format("%016x", parent),
            kind,
            sql.isEmpty() ? "thread.name" : "db.query.text",
            sql.isEmpty() ? "main" : sql));
  }

  private static EndpointObservation endpoint(TracedWindow window, String name) {
    return window.observations().endpoints().stream()
        .filter(e -> e.endpoint().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static StatementObservation statement(
      TracedWindow window, String endpoint, String table) {
    return window.observations().statements().stream()
        .filter(s -> s.endpoint().equals(endpoint) && s.fingerprint().contains(" " + table + " "))
        .findFirst()
        .or(
            () ->
                window.observations().statements().stream()
                    .filter(s -> s.endpoint().equals(endpoint) && s.fingerprint().endsWith(table))
                    .findFirst())
        .orElseThrow();
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void take(InputStream in, Traces traces) throws IOException {
    traces.read(in, "t.json");
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
