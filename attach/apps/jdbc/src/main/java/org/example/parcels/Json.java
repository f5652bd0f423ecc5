package org.example.parcels;

import org.jspecify.annotations.Nullable;

/** Just enough JSON. */
final class Json {

  private final StringBuilder text = new StringBuilder();

  Json open(char bracket) {
    comma();
    text.append(bracket);
    return this;
  }

  Json close(char bracket) {
    text.append(bracket);
    return this;
  }

  Json put(String name, @Nullable Object value) {
    comma();
    string(name);
    text.append(':');
    value(value);
    return this;
  }

  Json name(String name) {
    comma();
    string(name);
    text.append(':');
    return this;
  }

  Json add(@Nullable Object value) {
    comma();
    value(value);
    return this;
  }

  private void value(@Nullable Object value) {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      text.append(value);
    } else {
      string(value.toString());
    }
  }

  private void string(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append(' ');
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  private void comma() {
    if (text.length() > 0 && "[{:".indexOf(text.charAt(text.length() - 1)) < 0) {
      text.append(',');
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
