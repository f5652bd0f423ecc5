package dev.headroom.agent;

import static dev.headroom.agent.Advice.From.ENTERED;
import static dev.headroom.agent.Advice.From.FIELD;
import static dev.headroom.agent.Advice.From.FIRST;
import static dev.headroom.agent.Advice.From.FOURTH;
import static dev.headroom.agent.Advice.From.SECOND;
import static dev.headroom.agent.Advice.From.THIS;

import dev.headroom.agent.Advice.Call;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  private static final String RUNNABLE = "Ljava/lang/Runnable;";
  private static final String CALLABLE = "Ljava/util/concurrent/Callable;";
  private static final String SUPPLIER = "Ljava/util/function/Supplier;";

  private static final Advice FUTURE =
      Advice.exchange(
          "callable",
          Call.of(
              "TaskHooks",
              "carried",
              "(Ljava/lang/Object;" + CALLABLE + ")" + CALLABLE,
              THIS,
              FIELD));

  private static final Advice SUPPLY =
      Advice.exchange(1, Call.of("TaskHooks", "carried", "(" + SUPPLIER + ")" + SUPPLIER, SECOND));

  private static final Advice RUN_STAGE =
      Advice.exchange(1, Call.of("TaskHooks", "carried", "(" + RUNNABLE + ")" + RUNNABLE, SECOND));

  private static final Advice EXECUTE =
      Advice.exchange(
          0, Call.of("TaskHooks", "carriedLambda", "(" + RUNNABLE + ")" + RUNNABLE, FIRST));

  private static final Advice VIRTUAL_THREAD =
      Advice.exchange(3, Call.of("TaskHooks", "carried", "(" + RUNNABLE + ")" + RUNNABLE, FOURTH));

  private static final Advice CALL =
      Advice.around(
          Call.of("TaskHooks", "calling", "()J"), Call.of("TaskHooks", "called", "(J)V", ENTERED));

  @Override
  public Plan plan(ClassFile type) {
    return new Tasks(type.name().substring(type.name().lastIndexOf('.') + 1));
  }

  private record Tasks(String type) implements Plan {

    @Override
    public @Nullable Advice advice(Method method) {
      String name = method.name();
      return switch (type) {
        case "FutureTask" -> method.isConstructor() ? FUTURE : null;
        case "CompletableFuture" ->
            method.arguments() != 2
                ? null
                : name.equals("asyncSupplyStage")
                    ? SUPPLY
                    : name.equals("asyncRunStage") ? RUN_STAGE : null;
        case "ThreadPoolExecutor" ->
            name.equals("execute") && method.takes(RUNNABLE) ? EXECUTE : null;
        case "ThreadBuilders" ->
            name.equals("newVirtualThread")
                    && method.isStatic()
                    && method.arguments() == 4
                    && method.descriptor().contains(RUNNABLE + ")")
                ? VIRTUAL_THREAD
                : null;
        case "HttpURLConnection" ->
            method.isPublic()
                    && (name.equals("getInputStream")
                        || name.equals("getOutputStream")
                        || name.equals("connect"))
                ? CALL
                : null;
        case "HttpClientImpl" -> method.isPublic() && name.equals("send") ? CALL : null;
        default -> method.isPublic() && name.equals("execute") ? CALL : null;
      };
    }

    @Override
    public boolean carrier() {
      return false;
    }
  }
}
