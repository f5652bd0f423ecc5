package dev.headroom.prove;

import dev.headroom.prove.PreparedScenario.Request;
import dev.headroom.prove.Scenario.Via;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A flow's WebSocket: opened by one of its steps, spoken on by the next ones, left when the flow
 * ends. A step ends with the message that its check takes; the others that come meanwhile are
 * passed over, and what comes while no step waits is kept for the next, within bounds. Confined to
 * the engine's event loop.
 */
final class WebSocket extends ChannelInboundHandlerAdapter {

  /** Of one message. */
  static final int MOST_BYTES = 4 << 20;

  /** How long a target may take to say goodbye too. */
  private static final long FAREWELL_NANOS = 1_000_000_000;

  private final Lane lane;
  private @Nullable Channel channel;
  private @Nullable WebSocketClientHandshaker handshaker;
  private boolean connected;
  private boolean upgraded;
  private String lost = ""; // category of its end, told by the next step

  private final KeptMessages kept = new KeptMessages();

  // The step under way.
  private @Nullable Request request;
  private long intended;
  private long noticed;
  private long free;
  private long sent;
  private long bytes;
  private int passed;
  private String first = ""; // why the first message was passed over

  WebSocket(Lane lane) {
    this.lane = lane;
  }

  void open(Request next, long intendedNanos, long noticedNanos, long freeNanos) {
    begin(next, intendedNanos, noticedNanos, freeNanos);
    Journey journey = next.journey();
    if (journey != null) {
      journey.socket(this);
    }
    ChannelFuture connecting = lane.dialer().connect(this);
    Throwable none = connecting.isDone() ? connecting.cause() : null;
    if (none != null) { // no socket could be had
      lane.soon(() -> fail(Connection.category(none), String.valueOf(none.getMessage())));
      return;
    }
    channel = connecting.channel();
    var unused =
        connecting.addListener(
            done -> {
              if (request == null) {
                return; // given up meanwhile
              }
              if (done.isSuccess()) {
                upgrade(next, connecting.channel());
              } else {
                fail(Connection.category(done.cause()), String.valueOf(done.cause().getMessage()));
              }
            });
  }

  private void begin(Request next, long intendedNanos, long noticedNanos, long freeNanos) {
    request = next;
    intended = intendedNanos;
    noticed = noticedNanos;
    free = freeNanos;
    sent = lane.now();
    bytes = 0;
    passed = 0;
    first = "";
  }

  /** The time until the connection is there is the target's. */
  private void upgrade(Request next, Channel to) {
    connected = true;
    free = lane.now();
    sent = free;
    lane.sent(intended, sent);
    handshaker = new Handshaker(next);
    var unused = handshaker.handshake(to);
  }

  /** Says as the scenario does what is asked for. */
  private final class Handshaker extends WebSocketClientHandshaker13 {
    private final String path;

    Handshaker(Request next) {
      super(
          lane.dialer().webSocketBase(),
          WebSocketVersion.V13,
          null,
          false,
          lane.encoder().object(next).headers(),
          MOST_BYTES);
      this.path = next.path();
    }

    @Override
    protected String upgradeUrl(URI base) {
      return path;
    }
  }

  /** The next step of its flow: a message to send, one to wait for, or both. */
  void turn(Request next, long intendedNanos, long noticedNanos) {
    begin(next, intendedNanos, noticedNanos, 0);
    lane.sent(intended, sent);
    Channel to = channel;
    if (to == null || !lost.isEmpty()) {
      fail(lost.isEmpty() ? "reset" : lost, "the WebSocket had ended before this step");
      return;
    }
    if (next.step().via() == Via.AWAIT) {
      while (next.equals(request) && !kept.isEmpty()) {
        consider(next, kept.oldest());
      }
    } else {
      kept.clear(); // what came before is no answer
      var unused =
          to.writeAndFlush(new TextWebSocketFrame(Objects.requireNonNull(next.body())))
              .addListener(
                  done -> {
                    if (done.isSuccess() && next.equals(request) && next.step().check() == null) {
                      complete();
                    }
                  });
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (channel == null) { // left
        if (message instanceof CloseWebSocketFrame) {
          var unused = context.close();
        }
        return;
      }
      if (message instanceof FullHttpResponse answer) {
        answered(context.channel(), answer);
      } else if (message instanceof PingWebSocketFrame ping) {
        if (context.channel().isWritable()) { // who does not read gets no answers to be kept
          var unused = context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        }
      } else if (message instanceof CloseWebSocketFrame close) {
        ended(
            "closed-" + (close.statusCode() < 0 ? 1005 : close.statusCode()),
            Objects.requireNonNullElse(close.reasonText(), ""));
      } else if (message instanceof TextWebSocketFrame || message instanceof BinaryWebSocketFrame) {
        read(((WebSocketFrame) message).content());
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void answered(Channel from, FullHttpResponse answer) {
    Request asked = request;
    WebSocketClientHandshaker by = handshaker;
    if (upgraded || asked == null || by == null || answer.decoderResult().isFailure()) {
      fail("not-http", "");
      return;
    }
    int status = answer.status().code();
    if (status != 101) {
      fail((status >= 400 ? "http-" : "check-") + status, "");
      return;
    }
    try {
      by.finishHandshake(from, answer);
    } catch (WebSocketHandshakeException e) {
      fail("not-websocket", String.valueOf(e.getMessage()));
      return;
    }
    upgraded = true;
    if (asked.step().check() == null) {
      complete();
    }
  }

  private void read(ByteBuf message) {
    Request asked = request;
    if (asked != null && asked.step().check() != null) {
      bytes += message.readableBytes();
      consider(asked, message.toString(StandardCharsets.UTF_8));
    } else {
      kept.add(message.toString(StandardCharsets.UTF_8));
    }
  }

  /** Ends the step if this is the message that it waits for. */
  private void consider(Request asked, String text) {
    BodyCheck check = Objects.requireNonNull(asked.step().check());
    String fault = check.fault(text);
    if (!fault.isEmpty()) {
      first = passed++ == 0 ? fault : first;
      return;
    }
    Journey journey = asked.journey();
    String lacks = journey == null ? "" : journey.capture(asked.step(), text);
    if (lacks.isEmpty()) {
      complete();
    } else {
      fail("capture", lacks);
    }
  }

  private void complete() {
    long now = lane.now();
    long due = intended; // the next step may begin at once
    Request done = Objects.requireNonNull(request);
    request = null;
    lane.answered(done, due, noticed, free, sent, now, bytes, null);
    lane.ended(done, due, now);
  }

  /** Gives up what takes longer than it may. */
  void expire(long now, long timeOutNanos) {
    Request late = request;
    if (late == null) {
      return;
    }
    long own = late.step().within().toNanos();
    if (now - sent <= (own == 0 ? timeOutNanos : own)) {
      return;
    }
    if (connected) {
      lane.answered(late, intended, noticed, free, sent, now, bytes, null);
    }
    fail(
        connected ? "time-out" : "connect",
        passed == 0 ? "" : passed + " messages came, none as expected; of the first " + first);
  }

  /** The target has ended it: an error if a step is under way, or when one needs it. */
  private void ended(String category, String example) {
    if (request != null) {
      fail(category, example);
    } else if (lost.isEmpty()) {
      lost = category;
    }
  }

  private void fail(String category, String example) {
    Request failed = request;
    close();
    if (failed != null) {
      lane.failed(
          failed,
          intended,
          category,
          failed.step().name() + (example.isEmpty() ? "" : ": " + example));
    }
  }

  void close() {
    Channel open = channel;
    channel = null;
    request = null;
    kept.clear();
    if (open != null && upgraded && open.isWritable()) {
      var unused = open.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
      lane.later(() -> hangUp(open), FAREWELL_NANOS); // who does not answer it is left all the same
    } else if (open != null) {
      hangUp(open);
    }
    lane.sockets().left(this);
  }

  private static void hangUp(Channel open) {
    var unused = open.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (channel != null) {
      ended("reset", "");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (channel == null) {
      return;
    }
    String category =
        cause instanceof TooLongFrameException
                || (cause instanceof CorruptedWebSocketFrameException corrupted
                    && corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG))
            ? "body-too-long"
            : Connection.category(cause);
    if (category.equals("connect")) {
      category = cause instanceof DecoderException ? "not-websocket" : "reset";
    }
    ended(category, String.valueOf(cause.getMessage()));
  }
}
