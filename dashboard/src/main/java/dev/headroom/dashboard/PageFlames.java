package dev.headroom.dashboard;

import dev.headroom.loop.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
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
  private int shown;
  private int nodes;

  private PageFlames(List<Profile> profiles, List<String> order) {
    List<Profile> sorted = new ArrayList<>(profiles);
    sorted.removeIf(p -> p.stacks().stream().allMatch(s -> s.weight() <= 0));
    sorted.sort(
        Comparator.comparingInt((Profile p) -> rank(order, p.endpoint()))
            .thenComparing(Profile::endpoint)
            .thenComparing(Profile::kind));
    int left = 0;
    for (Profile profile : sorted) {
      if (shown < MOST_PROFILES && nodes < MOST_NODES) {
        one(profile);
      } else {
        left++;
      }
    }
    if (left > 0) {
      sections.add(
          "<p class=\"soft\">{} of endpoints with less time: profiles.json has them.</p>",
          Figures.of(left, "more profile"));
    }
  }

  /**
   * The flame graphs of a page.
   *
   * @param order endpoints, the most important first
   */
  static PageFlames of(List<Profile> profiles, List<String> order) {
    return new PageFlames(profiles, order);
  }

  private static int rank(List<String> order, String endpoint) {
    int at = order.indexOf(endpoint);
    return at < 0 ? order.size() : at;
  }

  private void one(Profile profile) {
    FlameTree tree = FlameTree.of(profile);
    boolean cpu = profile.kind() == Profile.Kind.CPU;
    if (tree.total == 0) {
      return;
    }
    String id = "flame-" + shown;
    anchors.putIfAbsent(profile.endpoint(), id);
    trees.append(shown == 0 ? "" : ",");
    nodes += tree.write(names, Math.min(MOST_NODES_OF_ONE, MOST_NODES - nodes), trees);
    Html rows = new Html();
    for (FlameTree.Top top : tree.top(TOP)) {
      rows.add(
          "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td></tr>\n",
          top.frame(),
          Figures.share(Figures.ratio(top.own(), tree.total)),
          Figures.share(Figures.ratio(top.under(), tree.total)));
    }
    sections.add(
        """
        <details class="profile" id="{}"{}><summary><code>{}</code> · {} · {}</summary>
        <div class="flame js" data-tree="{}" data-unit="{}" data-name="{}"></div>
        {}<details><summary>Where the {} end: top frames</summary>\
        <div class="scroll" tabindex="0" role="region" aria-label="Top frames of {}"><table><thead><tr>\
        <th scope="col">Frame</th><th scope="col">Itself</th><th scope="col">With what it calls</th>\
        </tr></thead><tbody>
        {}</tbody></table></div></details></details>
        """,
        id,
        shown == 0 ? " open" : "",
        endpoint(profile),
        cpu ? "CPU" : "allocation",
        cpu ? Figures.of(tree.total, "sample") : Figures.bytes(tree.total),
        shown,
        cpu ? "samples" : "B",
        endpoint(profile) + (cpu ? ", CPU" : ", allocation"),
        profile.dropped() > 0
            ? Html.of(
                "<p class=\"soft\">{} did not fit and are not in it.</p>",
                cpu ? Figures.of(profile.dropped(), "sample") : Figures.bytes(profile.dropped()))
            : new Html(),
        cpu ? "samples" : "allocations",
        endpoint(profile),
        rows);
    shown++;
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
    return shown > 0;
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
    return json.append("],\"trees\":[").append(trees).append("]}").toString();
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
