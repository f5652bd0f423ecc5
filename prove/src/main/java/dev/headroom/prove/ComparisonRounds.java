package dev.headroom.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Pairs of blocks that may be believed. Runs of the attribution ({@link Attribution#PREFIX}) are
 * rounds of their own and never drop a round here.
 *
 * @param all rounds measured
 * @param before one block a valid round
 * @param after of the same rounds
 */
record ComparisonRounds(int all, List<Block> before, List<Block> after) {

  static ComparisonRounds of(List<Block> blocks, String before, String after) {
    TreeMap<Integer, List<Block>> rounds = new TreeMap<>();
    for (Block block : blocks) {
      if (!block.arm().startsWith(Attribution.PREFIX)) {
        rounds.computeIfAbsent(block.round(), round -> new ArrayList<>()).add(block);
      }
    }
    List<Block> first = new ArrayList<>();
    List<Block> second = new ArrayList<>();
    for (List<Block> round : rounds.values()) {
      List<Block> a = round.stream().filter(block -> block.arm().equals(before)).toList();
      List<Block> b = round.stream().filter(block -> block.arm().equals(after)).toList();
      boolean valid = round.stream().allMatch(block -> block.invalid().isEmpty());
      if (valid && a.size() == 1 && b.size() == 1) {
        first.add(a.get(0));
        second.add(b.get(0));
      }
    }
    return new ComparisonRounds(rounds.size(), List.copyOf(first), List.copyOf(second));
  }
}
