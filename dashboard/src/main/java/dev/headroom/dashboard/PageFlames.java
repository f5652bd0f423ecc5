package dev.headroom.dashboard;

import dev.headroom.loop.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Flame graphs: per endpoint what ran and what allocated; the script draws, a table tells. */
final class PageFlames {

  private static final int MOST_NODES = 12_000;
  private static final int MOST_NODES_OF_ONE = 2_500;
  private static final int MOST_PROFILES = 60;
  private static final int TOP = 12;

  private final Html sections = new Html();
  private final StringBuilder trees = new StringBuilder();
  private final FlameTree.Names names = new FlameTree.Names();
  private final Map<String, String> anchors = new HashMap<>();
  private final boolean compared;
  private int shown;
  private int nodes;
  private int lone;

  private PageFlames(boolean compared) {
    this.compared = compared;
  }

  /**
   * The flame graphs of a page.
   *
   * @param order endpoints, the most important first
   */
  static PageFlames of(List<Profile> profiles, List<String> order) {
    PageFlames flames = new PageFlames(false);
    List<Profile> sorted = sampled(profiles);
    sorted.sort(
        Comparator.comparingInt((Profile p) -> rank(order, p.endpoint()))
            .thenComparing(Profile::endpoint)
            .thenComparing(Profile::kind));
    int left = 0;
    for (Profile profile : sorted) {
      if (flames.full()) {
        left++;
      } else {
        flames.one(profile);
      }
    }
    flames.left(left);
    return flames;
  }

  /** The flame graphs of what was sampled before and after. */
  static PageFlames difference(List<Profile> before, List<Profile> after) {
    PageFlames flames = new PageFlames(true);
    Map<List<Object>, Profile> was = new LinkedHashMap<>();
    sampled(before).forEach(p -> was.put(List.of(p.endpoint(), p.kind()), p));
    int left = 0;
    for (Profile profile : sampled(after)) {
      Profile same = was.remove(List.of(profile.endpoint(), profile.kind()));
      if (same == null) {
        flames.alone(profile, "before");
      } else if (flames.full()) {
        left++;
      } else {
        flames.two(same, profile);
      }
    }
    was.values().forEach(gone -> flames.alone(gone, "after"));
    flames.left(left);
    return flames;
  }

  private static List<Profile> sampled(List<Profile> profiles) {
    List<Profile> sampled = new ArrayList<>(profiles);
    sampled.removeIf(
        p -> p.stacks().stream().noneMatch(s -> s.weight() > 0 && !s.frames().isEmpty()));
    return sampled;
  }

  private boolean full() {
    return shown >= MOST_PROFILES || nodes >= MOST_NODES;
  }

  private void left(int count) {
    if (count > 0) {
      sections.add(
          "<p class=\"soft\">{} of endpoints with less time: profiles.json has them.</p>",
          Figures.of(count, "more profile"));
    }
  }

  private void alone(Profile profile, String missing) {
    if (lone++ < MOST_PROFILES) {
      sections.add(
          "<p class=\"soft\"><code>{}</code>, {}: no sample {}.</p>",
          endpoint(profile),
          kind(profile),
          missing);
    }
  }

  private static int rank(List<String> order, String endpoint) {
    int at = order.indexOf(endpoint);
    return at < 0 ? order.size() : at;
  }

  private void one(Profile profile) {
    FlameTree tree = FlameTree.of(profile);
    Html rows = new Html();
    for (FlameTree.Top top : tree.top(TOP)) {
      rows.add(
          "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td></tr>\n",
          top.frame(),
          Figures.share(Figures.ratio(top.own(), tree.total)),
          Figures.share(Figures.ratio(top.under(), tree.total)));
    }
    graph(
        profile,
        tree,
        weight(profile, tree.total),
        PageProcess.table(
            "Top frames: " + named(profile), rows, "Frame", "Itself", "With what it calls"));
  }

  private void two(Profile before, Profile after) {
    FlameTree tree = FlameTree.of(before, after);
    Html rows = new Html();
    for (FlameTree.Changed frame : tree.changed(TOP)) {
      rows.add(
          "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td><td>{}</td></tr>\n",
          frame.frame(),
          Figures.share(frame.before()),
          Figures.share(frame.after()),
          String.format(Locale.ROOT, "%+.1f", 100 * (frame.after() - frame.before())));
    }
    graph(
        after,
        tree,
        weight(before, FlameTree.of(before).total) + " before, " + weight(after, tree.total),
        PageProcess.table(
            "Frames that changed: " + named(after), rows, "Frame", "Before", "After", "Points"));
  }

  private void graph(Profile profile, FlameTree tree, String weight, Html table) {
    String id = "flame-" + shown;
    anchors.putIfAbsent(profile.endpoint(), id);
    trees.append(shown == 0 ? "" : ",");
    nodes += tree.write(names, Math.min(MOST_NODES_OF_ONE, MOST_NODES - nodes), trees);
    sections.add(
        """
        <details class="profile" id="{}"{}><summary><code>{}</code> · {} · {}</summary>
        <div class="flame js" data-tree="{}" data-unit="{}" data-name="{}"></div>
        {}<details><summary>Where the {} end</summary>{}</details></details>
        """,
        id,
        shown == 0 ? " open" : "",
        endpoint(profile),
        kind(profile),
        weight,
        shown,
        cpu(profile) ? "samples" : "B",
        endpoint(profile) + ", " + kind(profile),
        profile.dropped() > 0
            ? Html.of(
                "<p class=\"soft\">{} did not fit and are not in it.</p>",
                weight(profile, profile.dropped()))
            : new Html(),
        cpu(profile) ? "samples" : "allocations",
        table);
    shown++;
  }

  private static boolean cpu(Profile profile) {
    return profile.kind() == Profile.Kind.CPU;
  }

  private static String kind(Profile profile) {
    return cpu(profile) ? "CPU" : "allocation";
  }

  private static String weight(Profile profile, long weight) {
    return cpu(profile) ? Figures.of(weight, "sample") : Figures.bytes(weight);
  }

  /** A name that no other table has. */
  private static String named(Profile profile) {
    return endpoint(profile) + ", " + kind(profile);
  }

  private static String endpoint(Profile profile) {
    return Figures.clip(profile.endpoint(), PageTables.LONGEST_ENDPOINT);
  }

  /** The id of an endpoint's first flame graph, or empty. */
  String anchor(String endpoint) {
    return anchors.getOrDefault(endpoint, "");
  }

  Html sections() {
    return sections;
  }

  boolean any() {
    return shown + lone > 0;
  }

  /** What the script draws from: the names, and a tree per graph. */
  String json() {
    StringBuilder json = new StringBuilder("{\"names\":[");
    String comma = "";
    for (String name : names.all()) {
      json.append(comma);
      comma = ",";
      quote(name, json);
    }
    return json.append("],\"compared\":")
        .append(compared)
        .append(",\"trees\":[")
        .append(trees)
        .append("]}")
        .toString();
  }

  /** A JSON string that holds nothing that could end the element it stands in. */
  private static void quote(String text, StringBuilder into) {
    into.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == '\'') {
        into.append(String.format("\\u%04x", (int) c));
      } else {
        into.append(Html.shown(text, i) ? c : '\ufffd');
      }
    }
    into.append('"');
  }
}
