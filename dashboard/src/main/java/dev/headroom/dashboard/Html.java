package dev.headroom.dashboard;

/**
 * Markup that is put together from constants; whatever is put in place of a {@code {}} is escaped,
 * unless it is markup itself. So nothing observed can become markup: a statement with a tag in it
 * is text.
 */
final class Html {

  private final StringBuilder text = new StringBuilder();

  /** Adds a constant pattern with its parts. */
  Html add(String pattern, Object... parts) {
    int from = 0;
    for (Object part : parts) {
      int at = pattern.indexOf("{}", from);
      if (at < 0) {
        throw new IllegalArgumentException("more parts than places in " + pattern);
      }
      text.append(pattern, from, at);
      if (part instanceof Html html) {
        text.append(html.text);
      } else {
        escape(String.valueOf(part));
      }
      from = at + 2;
    }
    if (pattern.indexOf("{}", from) >= 0) {
      throw new IllegalArgumentException("fewer parts than places in " + pattern);
    }
    text.append(pattern, from, pattern.length());
    return this;
  }

  /** Adds what is markup, style or script already and may have braces in it. */
  Html raw(String markup) {
    text.append(markup);
    return this;
  }

  static Html of(String pattern, Object... parts) {
    return new Html().add(pattern, parts);
  }

  int length() {
    return text.length();
  }

  private void escape(String data) {
    for (int i = 0; i < data.length(); i++) {
      char c = data.charAt(i);
      switch (c) {
        case '&' -> text.append("&amp;");
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '"' -> text.append("&quot;");
        case '\'' -> text.append("&#39;");
        case '\n', '\t' -> text.append(c);
        default -> text.append(shown(data, i) ? c : '\ufffd');
      }
    }
  }

  /** Control characters, halves of pairs and what turns the direction of text are not shown. */
  static boolean shown(String data, int i) {
    char c = data.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 < data.length() && Character.isLowSurrogate(data.charAt(i + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return i > 0 && Character.isHighSurrogate(data.charAt(i - 1));
    }
    return !Character.isISOControl(c)
        && !(c >= '\u202a' && c <= '\u202e')
        && !(c >= '\u2066' && c <= '\u2069')
        && c < '\ufffe';
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
