package dev.headroom.web;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.Charset;

/** Characters become bytes at once: nothing is held back that somebody would have to flush. */
final class ByteWriter extends Writer {

  private final OutputStream to;
  private final Charset charset;
  private char high; // of a pair whose second half comes with the next write; 0 for none

  ByteWriter(OutputStream to, Charset charset) {
    this.to = to;
    this.charset = charset;
  }

  @Override
  public void write(char[] from, int offset, int length) throws IOException {
    write(new String(from, offset, length));
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    write(text.substring(offset, offset + length));
  }

  @Override
  public void write(String text) throws IOException {
    String all = high == 0 ? text : high + text;
    high = 0;
    if (!all.isEmpty() && Character.isHighSurrogate(all.charAt(all.length() - 1))) {
      high = all.charAt(all.length() - 1);
      all = all.substring(0, all.length() - 1);
    }
    to.write(all.getBytes(charset));
  }

  @Override
  public void flush() throws IOException {
    to.flush();
  }

  @Override
  public void close() throws IOException {
    to.close();
  }
}
