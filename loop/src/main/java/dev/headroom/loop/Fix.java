package dev.headroom.loop;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A named, reversible change. A fix with state has two halves: its maintain half (invalidations,
 * dirty marks) always runs once deployed, its read half is the flag; otherwise switching it back on
 * would serve what is stale.
 *
 * @param id lower case with dashes, unique in a service, for example {@code menu-cache}
 * @param scope how far it reaches
 * @param title one line for people
 * @param baseline whether a competent team has it without Headroom (indexes, joined reads): it
 *     belongs to the "competent baseline" arm of a proof
 * @param remedies what it is the remedy for; empty for a fix that no finding asks for
 */
public record Fix(String id, Scope scope, String title, boolean baseline, List<Remedy> remedies) {

  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /** Checks the id. */
  public Fix {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "a fix's id is lower case words with dashes, such as menu-cache; was '" + id + "'");
    }
    Objects.requireNonNull(scope, "scope");
    remedies = List.copyOf(remedies);
  }

  /**
   * Whether this fix is the remedy for a finding.
   *
   * @param finding the finding
   * @return true if one of the remedies matches
   */
  public boolean answers(Finding finding) {
    return remedies.stream().anyMatch(remedy -> remedy.matches(finding));
  }

  /**
   * What a fix is the remedy for.
   *
   * @param kind the kind of finding
   * @param endpoint the endpoint, or {@code *} for any
   * @param table a table that the finding's statement reads, or {@code *} for any
   */
  public record Remedy(FindingKind kind, String endpoint, String table) {

    /**
     * Whether it matches.
     *
     * @param finding the finding
     * @return true if kind, endpoint and table all match
     */
    public boolean matches(Finding finding) {
      return kind == finding.kind()
          && (endpoint.equals("*") || endpoint.equals(finding.endpoint()))
          && (table.equals("*") || reads(finding.statement()));
    }

    private boolean reads(String statement) {
      return Pattern.compile(
              "\\b(from|join)\\s+(\"?\\w+\"?\\.)?\"?" + Pattern.quote(table) + "\\b",
              Pattern.CASE_INSENSITIVE)
          .matcher(statement)
          .find();
    }
  }
}
