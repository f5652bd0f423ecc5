package dev.headroom.prove;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A server that does nothing but answer: what the generator reaches against it is what the
 * generator can do on this machine, now.
 */
final class NullServer implements AutoCloseable {

  private static final ByteBuf ANSWER =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer()
              .writeBytes(
                  "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
                      .getBytes(StandardCharsets.US_ASCII)));

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1,
          Thread.ofPlatform().name("headroom-null").daemon(true).factory(),
          NioIoHandler.newFactory());
  private final Channel server;

  NullServer() {
    server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Answers());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  /**
   * Answers per second that the generator reaches, with 16 connections: the best of three runs,
   * since the first ones find code that is not compiled yet.
   */
  static double most(Duration length) throws InterruptedException {
    try (NullServer server = new NullServer();
        LoadEngine engine =
            new LoadEngine(server.target(), PreparedScenario.of(Scenario.ofEndpoint("/", 1, 16)))) {
      double best = 0;
      for (int i = 0; i < 3; i++) {
        LoadResult result = engine.run(new Load.Closed(16, Duration.ZERO, length, i));
        best = Math.max(best, result.ended() / result.seconds());
      }
      return best;
    }
  }

  Target target() {
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    return Target.of("http://127.0.0.1:" + port, Set.of());
  }

  @Override
  public void close() {
    server.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  /** Reads requests without a body by their empty line, across pieces. */
  private static final class Answers extends ChannelInboundHandlerAdapter {
    private static final int END = 0x0d0a0d0a;
    private int last;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf in = (ByteBuf) message;
      try {
        while (in.isReadable()) {
          last = last << 8 | in.readUnsignedByte();
          if (last == END) {
            var unused = context.write(ANSWER.duplicate(), context.voidPromise());
          }
        }
      } finally {
        in.release();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var unused = context.close();
    }
  }
}
