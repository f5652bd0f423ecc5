package dev.headroom.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.net.URI;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Where the JVM starts the agent. Whatever goes wrong here is a line on standard error: the
 * application starts.
 *
 * <p>The agent's jar is on the application's class path, so only this class and the two beside it
 * lie at its top; all else is under {@code inst/}, where {@link AgentLoader} alone finds it, and
 * under {@code bridge/}, which {@link Bootstrap} gives to the bootstrap loader.
 */
public final class Premain {

  private Premain() {}

  /**
   * Called by the JVM before the application's main method.
   *
   * @param arguments the settings file, or null for the usual places
   * @param instrumentation the JVM's
   */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    try {
      URI place = Premain.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      JarFile jar = new JarFile(new File(place)); // open as long as the JVM runs
      Bootstrap.define(jar, instrumentation);
      new AgentLoader(jar)
          .loadClass("dev.headroom.agent.Agent")
          .getMethod("start", String.class, Instrumentation.class)
          .invoke(null, arguments, instrumentation);
    } catch (Throwable fault) {
      say(fault);
    }
  }

  @SuppressWarnings("SystemOut") // there is no logger yet that would not disturb the application's
  private static void say(Throwable fault) {
    try {
      Throwable cause = fault;
      while (cause.getCause() != null && cause.getClass().getName().startsWith("java.lang.refl")) {
        cause = cause.getCause();
      }
      System.err.println(
          "headroom: the agent could not start, the application runs without it: " + cause);
    } catch (Throwable nobodyCanBeTold) {
      // Standard error is broken; the application may still run.
    }
  }
}
