package dev.headroom.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A server as if it stood far away: whatever passes takes a given time each way. So many waits for
 * a server that a caller takes, so many round trips it makes, however many commands travel at once.
 */
final class Distance implements AutoCloseable {

  private final ServerSocket door;
  private final int port;
  private final long oneWayNanos;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

  Distance(int port, Duration oneWay) throws IOException {
    this.port = port;
    this.oneWayNanos = oneWay.toNanos();
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  private void accept() throws IOException, InterruptedException {
    while (true) {
      Socket near = door.accept();
      Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
      sockets.add(near);
      sockets.add(far);
      pass(near, far);
      pass(far, near);
    }
  }

  private void pass(Socket from, Socket to) throws IOException {
    from.setTcpNoDelay(true);
    LinkedBlockingQueue<Chunk> way = new LinkedBlockingQueue<>();
    start(
        () -> {
          InputStream in = from.getInputStream();
          byte[] buffer = new byte[65_536];
          int read;
          while ((read = in.read(buffer)) >= 0) {
            way.add(new Chunk(Arrays.copyOf(buffer, read), System.nanoTime() + oneWayNanos));
          }
          to.close();
        });
    start(
        () -> {
          OutputStream out = to.getOutputStream();
          while (true) {
            Chunk chunk = way.take();
            long left;
            while ((left = chunk.dueNanos() - System.nanoTime()) > 0) {
              LockSupport.parkNanos(left);
            }
            out.write(chunk.bytes());
          }
        });
  }

  @SuppressWarnings("ArrayRecordComponent") // Bytes are passed on, not compared.
  private record Chunk(byte[] bytes, long dueNanos) {}

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static void start(Work work) {
    Thread.ofPlatform()
        .daemon(true)
        .name("distance")
        .start(
            () -> {
              try {
                work.run();
              } catch (IOException | InterruptedException ended) {
                // with the connection
              }
            });
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
