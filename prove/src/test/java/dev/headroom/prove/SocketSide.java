package dev.headroom.prove;

import dev.headroom.prove.TruthServer.Exchange;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A server's side of a WebSocket, frame by frame, so that it can also be wrong. */
final class SocketSide {

  private final DataInputStream in;
  private final OutputStream out;
  int lastCode = -1; // of the close frame that came

  private SocketSide(Exchange exchange) throws IOException {
    this.in = new DataInputStream(exchange.socket().getInputStream());
    this.out = exchange.socket().getOutputStream();
  }

  /** Upgrades, with a first message in the same segment unless it is empty. */
  static SocketSide accept(Exchange exchange, String first) throws IOException {
    return accept(exchange, acceptance(exchange.key()), first);
  }

  static SocketSide accept(Exchange exchange, String acceptance, String first) throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(
        ("HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: "
                + acceptance
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    if (!first.isEmpty()) {
      both.writeBytes(frame(0x81, first.getBytes(StandardCharsets.UTF_8)));
    }
    SocketSide side = new SocketSide(exchange);
    side.raw(both.toByteArray());
    return side;
  }

  private static String acceptance(String key) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-1")
                  .digest(
                      (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                          .getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The next text, or null when the other side has left; other frames are passed over. */
  String read() throws IOException {
    try {
      while (true) {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((second & 0x80) == 0) {
          throw new IOException("a client's frame must be masked");
        }
        int length = second & 0x7f;
        length = length == 126 ? in.readUnsignedShort() : length;
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
          payload[i] ^= mask[i % 4];
        }
        if (first == 0x88) {
          lastCode = payload.length < 2 ? -1 : ByteBuffer.wrap(payload).getShort();
          return null;
        }
        if (first == 0x81) {
          return new String(payload, StandardCharsets.UTF_8);
        }
      }
    } catch (EOFException e) {
      return null;
    }
  }

  void text(String text) throws IOException {
    raw(frame(0x81, text.getBytes(StandardCharsets.UTF_8)));
  }

  void close(int code, String reason) throws IOException {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    raw(frame(0x88, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array()));
  }

  static byte[] frame(int first, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else if (payload.length < 1 << 16) {
      frame.put((byte) 126).putShort((short) payload.length);
    } else {
      frame.put((byte) 127).putLong(payload.length);
    }
    frame.put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  void raw(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }
}
