package dev.headroom.prove;

import dev.headroom.prove.PreparedScenario.Request;
import dev.headroom.prove.Scenario.Step;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Locale;

/**
 * Writes requests as HTTP/1.1; what is the same for every request of a step is written once.
 * HTTP/2's frames are made from objects.
 */
final class RequestEncoder {

  private final IdentityHashMap<Step, byte[]> heads = new IdentityHashMap<>();
  private final String host;

  RequestEncoder(String host) {
    this.host = host;
  }

  ByteBuf encode(Request request, ByteBufAllocator allocator) {
    byte[] head = heads.computeIfAbsent(request.step(), this::head);
    byte[] body = request.body() == null ? null : request.body().getBytes(StandardCharsets.UTF_8);
    String token = request.token();
    ByteBuf out =
        allocator.ioBuffer(
            head.length
                + request.path().length()
                + (token == null ? 0 : token.length())
                + (body == null ? 0 : body.length)
                + 96
                + request.headers().size() * 64);
    out.writeCharSequence(request.step().method(), StandardCharsets.US_ASCII);
    out.writeByte(' ');
    out.writeCharSequence(request.path(), StandardCharsets.US_ASCII);
    out.writeBytes(head);
    for (var header : request.headers().entrySet()) {
      out.writeCharSequence(header.getKey(), StandardCharsets.US_ASCII);
      out.writeCharSequence(": ", StandardCharsets.US_ASCII);
      out.writeCharSequence(header.getValue(), StandardCharsets.US_ASCII);
      out.writeCharSequence("\r\n", StandardCharsets.US_ASCII);
    }
    if (token != null) {
      out.writeCharSequence("authorization: Bearer ", StandardCharsets.US_ASCII);
      out.writeCharSequence(token, StandardCharsets.US_ASCII);
      out.writeCharSequence("\r\n", StandardCharsets.US_ASCII);
    }
    if (body != null) {
      out.writeCharSequence("content-length: " + body.length + "\r\n", StandardCharsets.US_ASCII);
    }
    out.writeCharSequence("\r\n", StandardCharsets.US_ASCII);
    if (body != null) {
      out.writeBytes(body);
    }
    return out;
  }

  /** The same as an object. */
  FullHttpRequest object(Request request) {
    Step step = request.step();
    String body = request.body();
    FullHttpRequest message =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.valueOf(step.method()),
            request.path(),
            body == null
                ? Unpooled.EMPTY_BUFFER
                : Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8)));
    message.headers().set("host", host);
    request.headers().forEach((name, value) -> message.headers().set(name, value));
    if (!message.headers().contains("accept")) {
      message.headers().set("accept", "*/*");
    }
    if (request.token() != null) {
      message.headers().set("authorization", "Bearer " + request.token());
    }
    if (body != null) {
      if (!message.headers().contains("content-type")) {
        message.headers().set("content-type", "application/json");
      }
      message.headers().set("content-length", message.content().readableBytes());
    }
    return message;
  }

  private byte[] head(Step step) {
    StringBuilder head = new StringBuilder(" HTTP/1.1\r\nhost: ").append(host).append("\r\n");
    boolean typed = false;
    boolean accepts = false;
    for (String header : step.headers().keySet()) {
      String name = header.toLowerCase(Locale.ROOT);
      typed |= name.equals("content-type");
      accepts |= name.equals("accept");
    }
    if (!accepts) {
      head.append("accept: */*\r\n");
    }
    if (step.body() != null && !typed) {
      head.append("content-type: application/json\r\n");
    }
    if (step.body() == null && !step.isRead() && !step.method().equals("HEAD")) {
      head.append("content-length: 0\r\n");
    }
    return head.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
