package dev.headroom.cli;

import dev.headroom.prove.Arm;
import dev.headroom.prove.ServiceClient;
import java.io.IOException;
import java.util.Set;

/**
 * Switches fixes of somebody's running service, and puts them back as they were: at the end, after
 * a fault, and when the command is interrupted, after which nothing is switched any more.
 */
final class RestoredFixes implements Arm.Switch, AutoCloseable {

  private final ServiceClient client;
  private final Set<String> asFound;
  private final Thread onExit = new Thread(this::interrupt, "headroom-fixes-exit");
  private boolean restored;

  /**
   * From now on.
   *
   * @param client of the service
   * @param asFound ids of the fixes that are on
   */
  RestoredFixes(ServiceClient client, Set<String> asFound) {
    this.client = client;
    this.asFound = Set.copyOf(asFound);
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  @Override
  public synchronized void to(Arm arm) throws IOException, InterruptedException {
    if (restored) {
      throw new IllegalStateException("interrupted: the fixes are as they were");
    }
    client.switchTo(arm.on());
  }

  void interrupt() {
    try {
      restore();
    } catch (IOException e) {
      System.err.println(
          "headroom: the fixes could not be put back: "
              + Faults.describe(e)
              + "\n  on before: "
              + (asFound.isEmpty() ? "none" : String.join(", ", asFound)));
    }
  }

  private synchronized void restore() throws IOException {
    if (!restored) {
      restored = true;
      try {
        client.switchTo(asFound);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the fixes were put back", e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      restore();
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(onExit);
      } catch (IllegalStateException exiting) {
        // The hook runs, or has run.
      }
    }
  }
}
