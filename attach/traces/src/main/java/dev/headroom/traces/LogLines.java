package dev.headroom.traces;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The OTLP JSON in a log: the OpenTelemetry Java agent writes it to standard output, one export a
 * line, between what the application writes. Of each line what begins with an object whose first
 * key begins with "resource" is handed on, the rest is not.
 */
final class LogLines extends InputStream {

  private static final byte[] MARK = "{\"resource".getBytes(StandardCharsets.US_ASCII);

  /** Bytes of a line without a mark that are looked at. */
  private static final int LONGEST_PREFIX = 1_000;

  private final InputStream in;
  private int matched;
  private int column;
  private boolean inside;
  private byte[] ready = new byte[0];
  private int at;

  LogLines(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    while (true) {
      if (at < ready.length) {
        return ready[at++] & 0xff;
      }
      int next = in.read();
      if (next < 0) {
        return -1;
      }
      if (next == '\n') {
        boolean was = inside;
        inside = false;
        matched = 0;
        column = 0;
        if (was) {
          return '\n';
        }
      } else if (inside) {
        return next;
      } else if (column++ < LONGEST_PREFIX) {
        matched = next == MARK[matched] ? matched + 1 : next == MARK[0] ? 1 : 0;
        if (matched == MARK.length) {
          inside = true;
          ready = MARK;
          at = 0;
        }
      }
    }
  }

  @Override
  public int read(byte[] to, int from, int length) throws IOException {
    int count = 0;
    while (count < length) {
      int next = read();
      if (next < 0) {
        return count == 0 ? -1 : count;
      }
      to[from + count++] = (byte) next;
    }
    return count;
  }
}
