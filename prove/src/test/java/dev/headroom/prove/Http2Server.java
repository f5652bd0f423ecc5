package dev.headroom.prove;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;

/** A real HTTP/2 server: echoes the body, with the token; {@code /close} ends its connection. */
final class Http2Server implements AutoCloseable {

  final Set<Channel> connections = ConcurrentHashMap.newKeySet();
  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger requests = new AtomicInteger();
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1,
          Thread.ofPlatform().name("h2-server").daemon(true).factory(),
          NioIoHandler.newFactory());
  private final Channel server;
  private final boolean tls;

  Http2Server(KeyManagerFactory keys) throws Exception {
    tls = keys != null;
    SslContext context =
        keys == null
            ? null
            : SslContextBuilder.forServer(keys)
                .applicationProtocolConfig(
                    new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2))
                .build();
    server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    opened.incrementAndGet();
                    connections.add(channel);
                    if (context != null) {
                      channel.pipeline().addLast(context.newHandler(channel.alloc()));
                    }
                    channel
                        .pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forServer().build(),
                            new Http2MultiplexHandler(new Streams()));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
  }

  Target target() {
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    return Target.of((tls ? "https" : "http") + "://localhost:" + port, Set.of());
  }

  @Override
  public void close() {
    server.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  /** Written below the codec, which would not say less than what it has read. */
  private static void goAway(Channel connection, int last) {
    var frame = Unpooled.buffer(17);
    frame.writeMedium(8).writeByte(7).writeByte(0).writeInt(0).writeInt(last).writeInt(0);
    var unused = connection.pipeline().firstContext().writeAndFlush(frame);
  }

  @ChannelHandler.Sharable
  private final class Streams extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel stream) {
      stream
          .pipeline()
          .addLast(
              new Http2StreamFrameToHttpObjectCodec(true),
              new HttpObjectAggregator(1 << 20),
              new Answers());
    }
  }

  private final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      if (request.uri().equals("/close")) {
        for (Channel one : connections) {
          var unused = one.close();
        }
        return;
      }
      int stream = ((Http2StreamChannel) context.channel()).stream().id();
      if (request.uri().equals("/goaway") && requests.incrementAndGet() % 20 == 0) {
        goAway(context.channel().parent(), stream - 2);
        return; // said not to be begun, so not answered
      }
      if (request.uri().equals("/refuse") && requests.incrementAndGet() % 20 == 0) {
        var unused = context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM));
        return;
      }
      String answer =
          request.method()
              + " "
              + request.headers().get("authorization", "")
              + " "
              + request.content().toString(StandardCharsets.UTF_8);
      var response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.OK,
              Unpooled.copiedBuffer(answer, StandardCharsets.UTF_8));
      response.headers().set("server-timing", "db;dur=1");
      var unused = context.writeAndFlush(response);
    }
  }
}
