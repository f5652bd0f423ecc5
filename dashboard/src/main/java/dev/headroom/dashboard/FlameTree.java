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
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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

  /** What it is compared with; null where it is not. */
  private final @Nullable FlameTree before;

  private FlameTree(Profile profile, @Nullable FlameTree before) {
    this.before = before;
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
    return new FlameTree(profile, null);
  }

  /** A tree whose every node knows what it was before. */
  static FlameTree of(Profile before, Profile after) {
    return new FlameTree(after, of(before));
  }

  /** A frame in which samples end, as a share of all before and after. */
  record Changed(String frame, double before, double after) {}

  /** Where samples end more or less often than before, the largest change first. */
  List<Changed> changed(int most) {
    FlameTree was = Objects.requireNonNull(before, "compared with nothing");
    Set<String> frames = new TreeSet<>(own.keySet());
    frames.addAll(was.own.keySet());
    return frames.stream()
        .map(
            frame ->
                new Changed(
                    frame,
                    Figures.ratio(was.own.getOrDefault(frame, 0L), was.total),
                    Figures.ratio(own.getOrDefault(frame, 0L), total)))
        .sorted(
            Comparator.comparingDouble((Changed c) -> Math.abs(c.after() - c.before())).reversed())
        .limit(most)
        .toList();
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
   * The tree as JSON: {@code [name, weight, child...]}, with a name as its place in the list; where
   * it is compared {@code [name, weight, weight before, child...]}.
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
    Map<Node, Node> counterparts = new HashMap<>();
    if (before != null) {
      counterparts.put(root, before.root);
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
        if (before != null) {
          Node was = counterparts.get(node);
          into.append(',').append(was == null ? 0 : was.weight);
          if (was != null) {
            node.children.forEach(
                (name, child) -> {
                  Node same = was.children.get(name);
                  if (same != null) {
                    counterparts.put(child, same);
                  }
                });
          }
        }
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
