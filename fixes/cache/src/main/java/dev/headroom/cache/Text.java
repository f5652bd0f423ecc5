package dev.headroom.cache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys and tags as bytes: UTF-8, one to one. Java strings can hold half a surrogate pair, which
 * UTF-8 cannot and {@code getBytes} turns into "?": two keys would become one. Such strings are
 * written as modified UTF-8, whose form of a surrogate is not valid UTF-8 and so never mistaken.
 */
final class Text {

  private Text() {}

  static byte[] bytes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return withSurrogates(text);
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String string(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      byte[] framed = new byte[bytes.length + 2];
      framed[0] = (byte) (bytes.length >> 8);
      framed[1] = (byte) bytes.length;
      System.arraycopy(bytes, 0, framed, 2, bytes.length);
      try {
        return new DataInputStream(new ByteArrayInputStream(framed)).readUTF();
      } catch (IOException e) {
        throw new UncheckedIOException("neither UTF-8 nor modified UTF-8", e);
      }
    }
  }

  private static byte[] withSurrogates(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException halfAPair) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try {
        new DataOutputStream(out).writeUTF(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      byte[] framed = out.toByteArray();
      return Arrays.copyOfRange(framed, 2, framed.length);
    }
  }
}
