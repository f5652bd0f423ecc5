package org.example.netty;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.zip.CRC32;
import javax.sql.DataSource;

/** A server without servlets: a count from the database and a checksum that takes a while. */
public final class NettyServer {

  private NettyServer() {}

  public static void main(String[] args) throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:mem:notes;DB_CLOSE_DELAY=-1");
    config.setMaximumPoolSize(2);
    HikariDataSource pool = new HikariDataSource(config);
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table note (id int primary key, words varchar(100))");
      statement.execute("insert into note select x, 'note ' || x from system_range(1, 1000)");
    }
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    int port =
        ((InetSocketAddress)
                new ServerBootstrap()
                    .group(group)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(
                        new ChannelInitializer<SocketChannel>() {
                          @Override
                          protected void initChannel(SocketChannel channel) {
                            channel
                                .pipeline()
                                .addLast(
                                    new HttpServerCodec(),
                                    new HttpObjectAggregator(65_536),
                                    new Handler(pool));
                          }
                        })
                    .bind("127.0.0.1", 0)
                    .sync()
                    .channel()
                    .localAddress())
            .getPort();
    System.out.println("Listening on port " + port);
  }

  private static final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final DataSource pool;

    Handler(DataSource pool) {
      this.pool = pool;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request)
        throws SQLException {
      String text = words(Integer.parseInt(request.uri().substring(1))) + " " + checksum();
      DefaultFullHttpResponse answer =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.OK,
              Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
      context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }

    private String words(int id) throws SQLException {
      try (Connection connection = pool.getConnection();
          PreparedStatement select =
              connection.prepareStatement("select words from note where id = ?")) {
        select.setInt(1, id);
        try (ResultSet row = select.executeQuery()) {
          return row.next() ? row.getString(1) : "";
        }
      }
    }

    private static long checksum() {
      CRC32 crc = new CRC32();
      for (int i = 0; i < 4_000_000; i++) {
        crc.update(i);
      }
      return crc.getValue();
    }
  }
}
