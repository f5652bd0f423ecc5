package dev.headroom.prove;

import dev.headroom.prove.PreparedScenario.Request;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One of a lane's connections: sends a request, waits for its answer, and is free again. Opened
 * anew when the server closes it. Confined to the engine's event loop.
 */
@ChannelHandler.Sharable // one handler over successive channels, never two at once
final class Connection extends ChannelInboundHandlerAdapter {

  private enum State {
    CLOSED,
    CONNECTING,
    IDLE,
    BUSY
  }

  static final long MOST_BYTES = 64L << 20;

  /** Of a body that is kept to be checked. */
  static final long MOST_CHECKED_BYTES = 4L << 20;

  /** How often a request that the target did not take is sent once more. */
  private static final int MOST_TRIES = 5;

  private final Lane lane;
  private State state = State.CLOSED;
  private @Nullable Channel channel;

  /** Where answers come: the channel itself, or with HTTP/2 the request's own. */
  private @Nullable Channel exchange;

  // The sample under way.
  private @Nullable Request request;
  private long intended;
  private long noticed;
  private long free;
  private long sent;
  private int status;
  private long bytes;
  private boolean keepAlive;
  private boolean interim;
  private int tries;
  private @Nullable String timing;
  private @Nullable String coding;
  private @Nullable ByteArrayOutputStream body;

  Connection(Lane lane) {
    this.lane = lane;
  }

  /** Opens it, with a request to send then, or without. */
  void open() {
    state = State.CONNECTING;
    ChannelFuture connecting = lane.dialer().connect(this);
    Throwable none = connecting.isDone() ? connecting.cause() : null;
    if (none != null) {
      // No socket could be had: there is no channel, and its listeners would run on another thread.
      channel = null;
      lane.soon(
          () -> {
            if (state == State.CONNECTING && channel == null) {
              fail(category(none), String.valueOf(none.getMessage()));
            }
          });
      return;
    }
    channel = connecting.channel();
    exchange = lane.dialer().isHttp2() ? null : channel;
    var unused =
        connecting.addListener(
            done -> {
              if (!connecting.channel().equals(channel)) {
                return; // given up meanwhile
              }
              if (!done.isSuccess()) {
                fail(category(done.cause()), String.valueOf(done.cause().getMessage()));
              } else {
                long now = lane.now();
                state = State.IDLE;
                if (request == null) {
                  lane.free(this, now);
                } else {
                  free = now;
                  write(request, connecting.channel());
                }
              }
            });
  }

  void openAndSend(Request next, long intendedNanos, long noticedNanos) {
    tries = 0;
    reopen(next, intendedNanos, noticedNanos);
  }

  private void reopen(Request next, long intendedNanos, long noticedNanos) {
    request = next;
    intended = intendedNanos;
    noticed = noticedNanos;
    sent = noticedNanos; // until it is written: bounds the wait
    open();
  }

  void send(Request next, long intendedNanos, long noticedNanos, long freeNanos) {
    request = next;
    intended = intendedNanos;
    noticed = noticedNanos;
    free = freeNanos;
    tries = 0;
    Channel to = java.util.Objects.requireNonNull(channel);
    if (to.isActive() && !lane.dialer().isLeaving(to)) {
      write(next, to);
    } else { // a shared one that was closed meanwhile, or takes no more
      close();
      openAndSend(next, intendedNanos, noticedNanos);
    }
  }

  private void write(Request next, Channel to) {
    if (lane.dialer().isHttp2()) {
      Future<Http2StreamChannel> opening = lane.dialer().stream(to, this);
      if (!opening.isSuccess()) { // on this loop it is done at once
        state = State.BUSY;
        lane.soon(this::again);
        return;
      }
      exchange = opening.getNow();
      send(next, exchange);
    } else {
      send(next, to);
    }
  }

  private void send(Request next, Channel to) {
    state = State.BUSY;
    status = 0;
    bytes = 0;
    timing = null;
    coding = null;
    body = next.step().readsBody() ? new ByteArrayOutputStream(512) : null;
    Object encoded = lane.encode(next, to.alloc());
    sent = lane.now();
    if (tries == 0) {
      lane.sent(intended, sent);
    }
    var unused = to.writeAndFlush(encoded, to.voidPromise());
  }

  /** Gives up what takes longer than the time-out. */
  void expire(long now, long timeOutNanos) {
    if (request != null && now - sent > timeOutNanos) {
      if (state == State.BUSY) {
        lane.answered(request, intended, noticed, free, sent, now, 0, null);
      }
      fail(state == State.BUSY ? "time-out" : "connect", "");
    }
  }

  void close() {
    Channel open = channel;
    Channel stream = exchange;
    channel = null;
    exchange = null;
    request = null;
    state = State.CLOSED;
    if (stream != null && !stream.equals(open)) {
      var unused = stream.close();
    }
    if (open != null) {
      lane.dialer().leave(open);
    }
  }

  private void fail(String category, String example) {
    Request failed = request;
    close();
    lane.closed(this);
    if (failed != null) {
      lane.failed(failed, intended, category, example);
    }
  }

  /** Sends what the target says that it did not take, on another connection: it is no error. */
  private void again() {
    Request refused = request;
    if (refused == null || state != State.BUSY) {
      return;
    }
    if (++tries > MOST_TRIES) {
      fail("reset", "the target takes no stream: refused " + MOST_TRIES + " times");
      return;
    }
    long due = intended;
    long seen = noticed;
    close();
    lane.soon(() -> reopen(refused, due, seen));
  }

  /** HTTP/2 says which requests were not begun: GOAWAY by their number, RST_STREAM by its code. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    boolean refused =
        event instanceof Http2GoAwayFrame
            || (event instanceof Http2ResetFrame reset
                && reset.errorCode() == Http2Error.REFUSED_STREAM.code());
    if (refused && context.channel().equals(exchange)) {
      again();
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (context.channel().equals(exchange)) {
        read((HttpObject) message);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(HttpObject part) {
    if (part.decoderResult().isFailure() || state != State.BUSY) {
      fail("not-http", "");
      return;
    }
    if (part instanceof HttpResponse head) {
      status = head.status().code();
      interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
      keepAlive = HttpUtil.isKeepAlive(head);
      timing = head.headers().get("server-timing");
      coding = body == null ? null : head.headers().get("content-encoding");
    }
    if (part instanceof HttpContent content) {
      bytes += content.content().readableBytes();
      if (bytes > (body == null ? MOST_BYTES : MOST_CHECKED_BYTES)) {
        fail("body-too-long", "");
      } else {
        if (body != null) {
          collect(content.content(), body);
        }
        if (part instanceof LastHttpContent && !interim) {
          complete();
        }
      }
    }
  }

  private void complete() {
    long now = lane.now();
    Request answered = java.util.Objects.requireNonNull(request);
    request = null;
    state = State.IDLE;
    if (lane.dialer().isHttp2()) {
      exchange = null; // the stream ends by itself
    }
    boolean expected = answered.step().expect().contains(status);
    String category = expected ? "" : (status >= 400 ? "http-" : "check-") + status;
    String example = "";
    if (!expected) {
      example = answered.step().method() + " " + answered.path();
    } else if (body != null) {
      String text = BodyCheck.text(body.toByteArray(), coding);
      BodyCheck check = answered.step().check();
      example = check == null ? "" : check.fault(text);
      category = example.isEmpty() ? "" : "check-body";
      if (category.isEmpty() && answered.journey() != null) {
        example = answered.journey().capture(answered.step(), text);
        category = example.isEmpty() ? "" : "capture";
      }
      example = example.isEmpty() ? "" : answered.path() + ": " + example;
    }
    if (category.isEmpty()) {
      lane.answered(answered, intended, noticed, free, sent, now, bytes, timing);
    }
    body = null;
    long due = intended; // free() may send the next request at once
    if (keepAlive) {
      lane.free(this, now);
    } else {
      close();
      open();
    }
    if (category.isEmpty()) {
      lane.ended(answered, due, now);
    } else {
      lane.failed(answered, due, category, example);
    }
  }

  private static void collect(ByteBuf content, ByteArrayOutputStream into) {
    try {
      content.getBytes(content.readerIndex(), into, content.readableBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail so
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (context.channel().equals(exchange)) {
      fail("reset", "");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (context.channel().equals(exchange)) {
      String category = category(cause);
      fail(category.equals("connect") ? "reset" : category, String.valueOf(cause.getMessage()));
    } else {
      var unused = context.close();
    }
  }

  static String category(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains("Too many open files")
          || message.contains("No file descriptors available")
          || message.contains("assign requested address")) {
        return "sockets-used-up";
      }
      if (cause instanceof SSLException) {
        return "tls";
      }
    }
    return "connect";
  }

  boolean isHead() {
    return request != null && request.step().method().equals("HEAD");
  }
}
