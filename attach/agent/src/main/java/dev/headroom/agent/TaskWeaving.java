package dev.headroom.agent;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.isStatic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.util.List;
import java.util.Set;
import net.bytebuddy.description.type.TypeDescription;

/** Executors, virtual threads and HTTP clients. */
final class TaskWeaving implements Weaving {

  /** Classes of the JDK that may be loaded before the agent. */
  static final List<String> JDK =
      List.of(
          "java.util.concurrent.FutureTask",
          "java.util.concurrent.CompletableFuture",
          "java.util.concurrent.ThreadPoolExecutor",
          "java.lang.ThreadBuilders",
          "sun.net.www.protocol.http.HttpURLConnection",
          "jdk.internal.net.http.HttpClientImpl");

  private static final Set<String> TYPES =
      Set.of(
          "java.util.concurrent.FutureTask",
          "java.util.concurrent.CompletableFuture",
          "java.util.concurrent.ThreadPoolExecutor",
          "java.lang.ThreadBuilders",
          "sun.net.www.protocol.http.HttpURLConnection",
          "jdk.internal.net.http.HttpClientImpl",
          "org.apache.http.impl.client.CloseableHttpClient",
          "org.apache.hc.client5.http.impl.classic.CloseableHttpClient",
          "okhttp3.RealCall",
          "okhttp3.internal.connection.RealCall");

  @Override
  public boolean wants(String name) {
    return TYPES.contains(name);
  }

  @Override
  public void weave(TypeDescription type, Woven into) {
    switch (type.getSimpleName()) {
      case "FutureTask" -> into.advise(TaskAdvice.Future.class, isConstructor());
      case "CompletableFuture" -> {
        into.advise(TaskAdvice.Supply.class, named("asyncSupplyStage").and(takesArguments(2)));
        into.advise(TaskAdvice.RunStage.class, named("asyncRunStage").and(takesArguments(2)));
      }
      case "ThreadPoolExecutor" ->
          into.advise(
              TaskAdvice.Execute.class, named("execute").and(takesArguments(Runnable.class)));
      case "ThreadBuilders" ->
          into.advise(
              TaskAdvice.VirtualThread.class,
              isStatic()
                  .and(named("newVirtualThread"))
                  .and(takesArguments(4))
                  .and(takesArgument(3, Runnable.class)));
      case "HttpURLConnection" ->
          into.advise(
              TaskAdvice.Call.class,
              isPublic().and(namedOneOf("getInputStream", "getOutputStream", "connect")));
      case "HttpClientImpl" -> into.advise(TaskAdvice.Call.class, isPublic().and(named("send")));
      default -> into.advise(TaskAdvice.Call.class, isPublic().and(named("execute")));
    }
  }
}
