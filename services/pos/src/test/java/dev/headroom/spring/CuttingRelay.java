package dev.headroom.spring;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Stands before a database, and cuts the connection when the server has answered a COMMIT. */
final class CuttingRelay implements AutoCloseable {

  private final ServerSocket listening;
  private volatile boolean armed;

  CuttingRelay(int to) throws IOException {
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(
        () -> {
          for (; ; ) {
            Socket client = listening.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
            boolean[] cut = new boolean[1];
            start(() -> requests(client, server, cut));
            start(() -> answers(server, client, cut));
          }
        });
  }

  int port() {
    return listening.getLocalPort();
  }

  /** The next commit is done, and whoever asked for it is not told. */
  void cutNextCommit() {
    armed = true;
  }

  private void requests(Socket from, Socket into, boolean[] cut) throws IOException {
    try (from;
        into) {
      InputStream in = from.getInputStream();
      OutputStream out = into.getOutputStream();
      byte[] bytes = new byte[65_536];
      for (int n = in.read(bytes); n > 0; n = in.read(bytes)) {
        if (armed && new String(bytes, 0, n, StandardCharsets.ISO_8859_1).contains("COMMIT")) {
          armed = false;
          synchronized (cut) {
            cut[0] = true;
          }
        }
        out.write(bytes, 0, n);
      }
    }
  }

  private static void answers(Socket from, Socket into, boolean[] cut) throws IOException {
    try (from;
        into) {
      InputStream in = from.getInputStream();
      OutputStream out = into.getOutputStream();
      byte[] bytes = new byte[65_536];
      for (int n = in.read(bytes); n > 0; n = in.read(bytes)) {
        synchronized (cut) {
          if (cut[0]) {
            return;
          }
        }
        out.write(bytes, 0, n);
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // Either side has gone, and the other goes with it.
              }
            },
            "relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
