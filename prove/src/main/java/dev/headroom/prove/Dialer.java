package dev.headroom.prove;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections: plain or TLS, HTTP/1.1 or HTTP/2. With HTTP/2 a {@link Connection} is one
 * request at a time on a connection that up to {@value Wire#STREAMS} of them share. Confined to the
 * engine's event loop.
 */
final class Dialer {

  private static final String NO_HTTP2 = "the target does not speak HTTP/2 over TLS (ALPN)";

  /** Of the body with which a WebSocket is refused. */
  private static final int MOST_REFUSAL_BYTES = 1 << 20;

  private static final AttributeKey<Boolean> LEAVING = AttributeKey.valueOf("headroom-leaving");

  private final Bootstrap bootstrap;
  private final Target target;
  private final Wire wire;
  private final @Nullable SslContext tls;
  private final List<Shared> shared = new ArrayList<>();

  Dialer(Bootstrap bootstrap, Target target, Wire wire) {
    this.bootstrap = bootstrap;
    this.target = target;
    this.wire = wire;
    this.tls = target.isTls() ? tls(wire) : null;
  }

  private static SslContext tls(Wire wire) {
    SslContextBuilder builder = SslContextBuilder.forClient();
    if (wire.anyCertificate()) {
      builder
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm(null);
    }
    if (wire.http2()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              ApplicationProtocolConfig.Protocol.ALPN,
              ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
              ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
              ApplicationProtocolNames.HTTP_2));
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }

  URI webSocketBase() {
    return URI.create((target.isTls() ? "wss://" : "ws://") + target.base().getRawAuthority());
  }

  boolean isHttp2() {
    return wire.http2();
  }

  /** A connection that is ready to be written to, TLS agreed upon. */
  ChannelFuture connect(Connection connection) {
    return wire.http2() ? join() : dial(new Decoder(connection), connection);
  }

  /** A connection of a WebSocket's own, to be upgraded. */
  ChannelFuture connect(WebSocket socket) {
    return dial(
        new HttpClientCodec(decoding(), false, false),
        new HttpObjectAggregator(MOST_REFUSAL_BYTES),
        new WebSocketFrameAggregator(WebSocket.MOST_BYTES),
        socket);
  }

  /** A place on a shared connection; a new one is opened when all are full. */
  private ChannelFuture join() {
    shared.removeIf(one -> one.ready.isDone() && !one.ready.channel().isActive());
    for (Shared one : shared) {
      if (one.users < Wire.STREAMS && !isLeaving(one.ready.channel())) {
        one.users++;
        return one.ready;
      }
    }
    ChannelFuture ready =
        dial(
            Http2FrameCodecBuilder.forClient()
                .encoderEnforceMaxConcurrentStreams(true)
                .initialSettings(
                    Http2Settings.defaultSettings()
                        .pushEnabled(false)
                        .initialWindowSize(1 << 20)
                        .maxHeaderListSize(64 << 10))
                .build(),
            new Http2MultiplexHandler(new Discard()),
            new Farewell());
    if (!ready.isDone()) {
      Shared one = new Shared(ready);
      one.users++;
      shared.add(one);
    }
    return ready;
  }

  /** A request's own channel on a shared connection. */
  Future<Http2StreamChannel> stream(Channel parent, Connection connection) {
    return new Http2StreamChannelBootstrap(parent)
        .handler(
            new ChannelInitializer<Http2StreamChannel>() {
              @Override
              protected void initChannel(Http2StreamChannel channel) {
                channel
                    .pipeline()
                    .addLast(new Http2StreamFrameToHttpObjectCodec(false), connection);
              }
            })
        .open();
  }

  /** Gives a connection up: a shared one goes on for the others. */
  void leave(Channel channel) {
    if (!wire.http2()) {
      var unused = channel.close();
      return;
    }
    for (Shared one : shared) {
      if (one.ready.channel().equals(channel)) {
        one.users--;
        if (one.users == 0 && isLeaving(channel)) {
          var unused = channel.close();
        }
        return;
      }
    }
  }

  /** Whether the target has said that it takes no more requests on this connection. */
  boolean isLeaving(Channel channel) {
    return wire.http2() && channel.hasAttr(LEAVING);
  }

  void close() {
    for (Shared one : shared) {
      var unused = one.ready.channel().close();
    }
  }

  private ChannelFuture dial(ChannelHandler... handlers) {
    ChannelFuture connecting =
        bootstrap
            .clone()
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (tls != null) {
                      channel
                          .pipeline()
                          .addLast(
                              tls.newHandler(
                                  channel.alloc(),
                                  target.base().getHost(),
                                  target.address().getPort()));
                    }
                    channel.pipeline().addLast(handlers);
                  }
                })
            .connect();
    if (tls == null || (connecting.isDone() && !connecting.isSuccess())) {
      return connecting;
    }
    ChannelPromise ready = connecting.channel().newPromise();
    var unused = connecting.addListener(done -> agree(connecting, ready));
    return ready;
  }

  private void agree(ChannelFuture connecting, ChannelPromise ready) {
    SslHandler ssl = connecting.channel().pipeline().get(SslHandler.class);
    if (!connecting.isSuccess() || ssl == null) {
      ready.setFailure(
          connecting.cause() == null ? new SSLException("closed") : connecting.cause());
      return;
    }
    var unused = ssl.handshakeFuture().addListener(agreed -> agreed(ssl, agreed.cause(), ready));
  }

  private void agreed(SslHandler ssl, @Nullable Throwable fault, ChannelPromise ready) {
    if (fault != null) {
      ready.tryFailure(fault);
    } else if (wire.http2() && !ApplicationProtocolNames.HTTP_2.equals(ssl.applicationProtocol())) {
      ready.tryFailure(new SSLException(NO_HTTP2));
      var unused = ready.channel().close();
    } else {
      ready.trySuccess();
    }
  }

  private static final class Shared {
    final ChannelFuture ready;
    int users;

    Shared(ChannelFuture ready) {
      this.ready = ready;
    }
  }

  /** What the target sends on its own (pushes, settings) is not asked for. */
  @ChannelHandler.Sharable
  private static final class Discard extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
    }
  }

  /** GOAWAY: what is under way is still answered, new requests need another connection. */
  private static final class Farewell extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof Http2GoAwayFrame) {
        context.channel().attr(LEAVING).set(true);
      }
      ReferenceCountUtil.release(message);
    }
  }

  private static HttpDecoderConfig decoding() {
    return new HttpDecoderConfig()
        .setValidateHeaders(false)
        .setMaxHeaderSize(64 << 10)
        .setMaxChunkSize(64 << 10);
  }

  /** Answers to HEAD have no body. */
  private static final class Decoder extends HttpResponseDecoder {
    private final Connection connection;

    Decoder(Connection connection) {
      super(decoding());
      this.connection = connection;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
      return connection.isHead() || super.isContentAlwaysEmpty(message);
    }
  }
}
