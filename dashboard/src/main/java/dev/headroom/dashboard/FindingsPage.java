package dev.headroom.dashboard;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import dev.headroom.loop.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * Findings, tables and flame graphs as one self-contained page: light or dark as the reader's
 * system is, usable without a mouse, and all but the flame graphs without a script.
 *
 * <p>The page's own policy lets run what this class wrote, by its hash, and loads nothing; all that
 * was observed is escaped besides. Long texts are shown by their beginning, and what a page cannot
 * hold is counted, so that it stays below 2 MB whatever was observed.
 */
public final class FindingsPage {

  private static final String STYLE = resource("findings.css");
  private static final String SCRIPT = resource("findings.js");
  private static final String KEYS =
      "Click or Enter goes into a frame, Escape comes back out, the arrow keys walk.";

  private FindingsPage() {}

  /**
   * The page.
   *
   * @param title what was observed, for example the service's name
   * @param seen what was seen of it
   * @param findings in the order in which they are to be shown
   * @param profiles flame graphs; empty where there is none
   * @return HTML, to be served or stored as UTF-8
   */
  public static String of(
      String title, Observations seen, List<Finding> findings, List<Profile> profiles) {
    return of(title, seen, findings, profiles, List.of());
  }

  /**
   * The page, with remarks.
   *
   * @param title what was observed, for example the service's name
   * @param seen what was seen of it
   * @param findings in the order in which they are to be shown
   * @param profiles flame graphs; empty where there is none
   * @param remarks sentences on what is shown, such as acceptances that have ended
   * @return HTML, to be served or stored as UTF-8
   */
  public static String of(
      String title,
      Observations seen,
      List<Finding> findings,
      List<Profile> profiles,
      List<String> remarks) {
    Overview overview = Overview.of(seen, findings);
    PageFlames flames =
        PageFlames.of(
            profiles, Overview.served(seen).stream().map(EndpointObservation::endpoint).toList());
    Html page = new Html();
    head(page, title, seen, overview);
    page.add("<main>\n");
    section(
        page,
        "findings",
        "Findings",
        "By their share of all request time, the surest first among equals.",
        findings.isEmpty()
            ? Html.of("<p>No cause of slowness was found in what was seen.</p>")
            : PageFinding.all(findings));
    sentences(page, "h-unseen", "What could not be seen", Unseen.of(seen));
    sentences(page, "h-notes", "Notes", remarks);
    if (!seen.endpoints().isEmpty()) {
      section(
          page,
          "h-endpoints",
          "Endpoints",
          "Times as the service saw them.",
          Html.of("{}{}", PageTables.legend(), PageTables.endpoints(seen, flames)));
    }
    if (!seen.statements().isEmpty()) {
      section(
          page,
          "h-statements",
          "Statements",
          "Literals and lists are taken out. Rows are those affected, or returned where counted.",
          PageTables.statements(seen));
    }
    section(page, "h-pools", "Connection pools", "", PageProcess.pools(seen));
    section(page, "h-process", "Process", "", PageProcess.runtime(seen));
    section(
        page,
        "h-flames",
        "Flame graphs",
        "The outermost frame is on top; a frame is as wide as its share. The application's frames"
            + " are strong, libraries light, the JDK grey. "
            + KEYS,
        graphs(flames));
    foot(
        page,
        "The same for programs: <code>findings.json</code>, <code>observations.json</code>,"
            + " <code>profiles.json</code>.",
        flames);
    return page.toString();
  }

  /**
   * Flame graphs of two runs laid over each other: as wide as after, coloured by what has changed.
   *
   * @param title what was compared, for example two releases
   * @param before flame graphs of the first
   * @param after flame graphs of the second
   * @return HTML, to be served or stored as UTF-8
   */
  public static String difference(String title, List<Profile> before, List<Profile> after) {
    PageFlames flames = PageFlames.difference(before, after);
    Html page = new Html();
    begin(page, title);
    page.add(
        """
        <header>
        <p class="mark"><b>Headroom</b><span>difference of {}</span></p>
        <h1>What runs more, and what runs less</h1>
        </header>
        <main>
        """,
        title);
    section(
        page,
        "h-flames",
        "Flame graphs",
        "A frame is as wide as its share after. Red has a larger share than before, green a smaller"
            + " one; what is gone is in the table below its graph. Shares are compared, since two"
            + " runs never have as many samples. "
            + KEYS,
        graphs(flames));
    foot(page, "The same for programs: <code>profiles.json</code> of each.", flames);
    return page.toString();
  }

  private static Html graphs(PageFlames flames) {
    return flames.any()
        ? Html.of("<p class=\"nojs\">Flame graphs are drawn by a script.</p>{}", flames.sections())
        : Html.of("<p class=\"soft\">No stack was sampled.</p>");
  }

  private static void foot(Html page, String words, PageFlames flames) {
    page.raw("</main>\n<footer>")
        .raw(words)
        .raw("</footer>\n<div class=\"sr\" role=\"status\" id=\"said\"></div>\n")
        .raw("<script type=\"application/json\" id=\"flames\">")
        .raw(flames.json())
        .raw("</script>\n<script>")
        .raw(SCRIPT)
        .raw("</script>\n</body>\n</html>\n");
  }

  private static void begin(Html page, String title) {
    page.add(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src {}; \
        script-src {}; img-src data:; base-uri 'none'; form-action 'none'">
        <meta name="color-scheme" content="light dark">
        <link rel="icon" href="data:,">
        <title>Headroom findings: {}</title>
        <style>\
        """,
        new Html().raw(hash(STYLE)),
        new Html().raw(hash(SCRIPT)),
        title);
    page.raw(STYLE).raw("</style>\n</head>\n<body>\n");
  }

  private static void head(Html page, String title, Observations seen, Overview overview) {
    begin(page, title);
    page.add(
        """
        <header>
        <p class="mark"><b>Headroom</b><span>findings of {}</span><span>window {}</span></p>
        <h1>{}</h1>
        <div class="tiles">
        <div><h2>Requests</h2><p class="big">{}</p><small>{} a second, {}, {}</small></div>
        <div><h2>p95 of the slowest endpoint</h2><p class="big">{}</p><small>{}</small></div>
        <div><h2>Time in the database</h2><p class="big">{}</p><small>{}, {} a request</small></div>
        </div>
        </header>
        """,
        title,
        Figures.window(seen.windowNanos()),
        overview.sentence(),
        Figures.count(overview.requests),
        Figures.number(Figures.perSecond(overview.requests, seen.windowNanos())),
        Figures.of(overview.endpoints, "endpoint"),
        Figures.of(overview.errors, "error"),
        overview.slowest.map(e -> Figures.time(e.p95Nanos())).orElse(Figures.UNKNOWN),
        overview
            .slowest
            .map(e -> Figures.clip(e.endpoint(), PageTables.LONGEST_ENDPOINT))
            .orElse("no endpoint has 20 requests yet"),
        Figures.percent(Figures.ratio(overview.databaseNanos, overview.totalNanos)),
        Figures.of(overview.statements, "statement"),
        Figures.number(Figures.ratio(overview.statements, overview.requests)));
  }

  private static void sentences(Html page, String id, String title, List<String> notes) {
    if (!notes.isEmpty()) {
      Html list = new Html();
      notes.forEach(note -> list.add("<li>{}</li>\n", Figures.clip(note, 1_000)));
      section(page, id, title, "", Html.of("<ul>{}</ul>", list));
    }
  }

  private static void section(Html page, String id, String title, String about, Html content) {
    page.add("<section aria-labelledby=\"{}\"><h2 id=\"{}\">{}</h2>\n", id, id, title);
    if (!about.isEmpty()) {
      page.add("<p class=\"soft\">{}</p>\n", about);
    }
    page.add("{}\n</section>\n", content);
  }

  private static String hash(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return "'sha256-"
          + Base64.getEncoder().encodeToString(sha.digest(text.getBytes(StandardCharsets.UTF_8)))
          + "'";
    } catch (NoSuchAlgorithmException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            FindingsPage.class.getResourceAsStream(name), name + " is not in the jar")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r", "");
    } catch (IOException unreadable) {
      throw new IllegalStateException(name + " in the jar is not readable", unreadable);
    }
  }
}
