package dev.headroom.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A tag with variables of the path, such as {@code restaurant/{restaurantId}}. */
final class Tag {

  private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)}");

  private final String text;
  private final Set<String> names = new TreeSet<>();
  private final Pattern possible;

  Tag(String text) {
    this.text = text;
    List<String> parts = new ArrayList<>();
    Matcher matcher = VARIABLE.matcher(text);
    int from = 0;
    while (matcher.find()) {
      parts.add(Pattern.quote(text.substring(from, matcher.start())));
      names.add(matcher.group(1));
      from = matcher.end();
    }
    parts.add(Pattern.quote(text.substring(from)));
    this.possible = Pattern.compile(String.join(".+", parts), Pattern.DOTALL);
  }

  Set<String> names() {
    return names;
  }

  String of(Map<String, String> variables) {
    if (names.isEmpty()) {
      return text;
    }
    return VARIABLE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(variables.getOrDefault(found.group(1), "")));
  }

  boolean canBe(String tag) {
    return possible.matcher(tag).matches();
  }

  @Override
  public String toString() {
    return text;
  }
}
