package dev.headroom.dashboard;

import dev.headroom.loop.Profile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * A profile's stacks laid over each other. Only frames that can be seen are kept: the heaviest
 * first, none below a thousandth of the whole, so that a page's size does not follow the number of
 * stacks.
 */
final class FlameTree {

  private static final double SMALLEST = 0.001;
  private static final int DEEPEST = 256;
  private static final int LONGEST_NAME = 200;

  final long total;
  private final Node root = new Node("");
  private final Map<String, Long> own = new HashMap<>();
  private final Map<String, Long> under = new HashMap<>();

  private FlameTree(Profile profile) {
    Set<String> names = new HashSet<>();
    for (Profile.Stack stack : profile.stacks()) {
      long weight = stack.weight();
      if (weight <= 0 || stack.frames().isEmpty()) {
        continue;
      }
      root.weight += weight;
      Node at = root;
      names.clear();
      int depth = 0;
      for (String frame : stack.frames()) {
        String name = Figures.clip(frame, LONGEST_NAME);
        if (depth++ < DEEPEST) {
          at = at.children.computeIfAbsent(name, Node::new);
          at.weight += weight;
        }
        if (names.add(name)) { // a recursive frame counts once
          under.merge(name, weight, Long::sum);
        }
      }
      String last = stack.frames().get(stack.frames().size() - 1);
      own.merge(Figures.clip(last, LONGEST_NAME), weight, Long::sum);
    }
    total = root.weight;
  }

  static FlameTree of(Profile profile) {
    return new FlameTree(profile);
  }

  /** A frame with what was spent in itself and in all that it called. */
  record Top(String frame, long own, long under) {}

  /** Where the samples end, the most first. */
  List<Top> top(int most) {
    return own.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(most)
        .map(e -> new Top(e.getKey(), e.getValue(), under.getOrDefault(e.getKey(), e.getValue())))
        .toList();
  }

  /**
   * The tree as JSON: {@code [name, weight, child...]}, with a name as its place in the list.
   *
   * @param names all names so far; more are added
   * @param most nodes to keep
   * @param into where the JSON goes
   * @return nodes kept
   */
  int write(Names names, int most, StringBuilder into) {
    Set<Node> kept = new HashSet<>();
    PriorityQueue<Node> next =
        new PriorityQueue<>(Comparator.comparingLong((Node node) -> node.weight).reversed());
    next.add(root);
    while (!next.isEmpty() && kept.size() <= most) {
      Node node = next.remove();
      kept.add(node);
      for (Node child : node.children.values()) {
        if (child.weight >= SMALLEST * total) {
          next.add(child);
        }
      }
    }
    Deque<Object> open = new ArrayDeque<>(); // a node to begin, or the text that ends one
    open.push(root);
    while (!open.isEmpty()) {
      Object each = open.pop();
      if (each instanceof Node node) {
        if (node != root) {
          into.append(',');
        }
        into.append('[').append(names.place(node.name)).append(',').append(node.weight);
        open.push("]");
        List<Node> children =
            new ArrayList<>(node.children.values().stream().filter(kept::contains).toList());
        children.sort(Comparator.comparing((Node child) -> child.name).reversed());
        children.forEach(open::push);
      } else {
        into.append(each);
      }
    }
    return kept.size();
  }

  /** The names of frames, each once in a page. */
  static final class Names {

    private final Map<String, Integer> places = new LinkedHashMap<>();

    int place(String name) {
      return places.computeIfAbsent(name, n -> places.size());
    }

    Iterable<String> all() {
      return places.keySet();
    }
  }

  private static final class Node {

    final String name;
    final Map<String, Node> children = new LinkedHashMap<>();
    long weight;

    Node(String name) {
      this.name = name;
    }
  }
}
