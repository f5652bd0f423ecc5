package dev.headroom.agent;

import dev.headroom.bridge.WebHooks;
import dev.headroom.observe.Observer;
import dev.headroom.observe.Request;
import dev.headroom.observe.WovenJdbc;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends requests, as servlets and filter chains tell them.
 *
 * <p>The outermost entry of the first dispatch begins the request and leaves a mark on it; inner
 * entries, forwards and error pages find the mark. When the outermost entry of a dispatch leaves,
 * the request has ended, or is asynchronous: then its container's listener ends it, and later
 * dispatches go on with it.
 */
final class WebReports implements WebHooks.Listener {

  private static final String MARK = "dev.headroom.request";

  private final Observer observer;
  private final WovenJdbc jdbc;
  private final Consumer<Throwable> fault;

  @SuppressWarnings("ThreadLocalUsage") // one of these in a JVM
  private final ThreadLocal<@Nullable Served> here = new ThreadLocal<>();

  WebReports(Observer observer, WovenJdbc jdbc, Consumer<Throwable> fault) {
    this.observer = observer;
    this.jdbc = jdbc;
    this.fault = fault;
  }

  /** A request between its dispatches; the mark. */
  private final class Served {

    final ServletApi api;
    final Object http;
    final Object answer;
    final Request request;
    volatile boolean waiting;
    volatile boolean failed;
    volatile @Nullable String route;
    private volatile @Nullable String mapped;
    volatile boolean inside;

    Served(ServletApi api, Object http, Object answer) throws Throwable {
      this.api = api;
      this.http = http;
      this.answer = answer;
      observer.serving();
      this.request = observer.begin(api.method(http), this::route);
      try {
        observer.authorization(request, api.requestHeader(http, "Authorization"));
      } catch (Throwable broken) { // of a wrapper around it; the request goes on
        fault.accept(broken);
      }
    }

    /** What is known before the request ends. */
    @Nullable String route() {
      try {
        return known();
      } catch (Throwable unknown) {
        return null;
      }
    }

    /** A library's word, else the framework's, which may come later than the mapping's. */
    private @Nullable String known() throws Throwable {
      String library = route;
      if (library != null) {
        return library;
      }
      String told = Route.told(api, http);
      if (told != null) {
        return told;
      }
      String mapping = mapped;
      if (mapping == null) {
        mapping = Route.mapped(api, http);
        mapped = mapping;
      }
      return mapping;
    }

    void end() {
      try {
        int status = api.status(answer);
        if (failed) {
          status = Math.max(500, status);
        }
        transfer();
        String known = known();
        observer.end(request, known != null ? known : Route.otherwise(api, http, status), status);
      } catch (Throwable broken) {
        fault.accept(broken);
        observer.end(request, "(unmatched)", 500);
      } finally {
        jdbc.ended(request);
      }
    }

    private void transfer() throws Throwable {
      long bytes = Answers.bytes(api, answer);
      boolean large = bytes >= Observer.LARGE_BYTES;
      observer.transfer(
          request,
          api.contentLength(http),
          bytes,
          large ? api.contentType(answer) : null,
          large ? api.header(answer, "Content-Encoding") : null);
    }

    /** The outermost entry of a dispatch leaves. */
    void leave(@Nullable Throwable thrown) throws Throwable {
      inside = false;
      here.remove();
      if (thrown == null && api.asyncStarted(http)) {
        if (!waiting) {
          waiting = true;
          api.listen(http, this::went);
        }
        observer.resume(null); // this thread is done with it; another goes on
        return;
      }
      failed |= thrown != null;
      if (!waiting) {
        end();
      }
    }

    private void went(String event, ServletApi by) {
      try {
        switch (event) {
          case "onComplete" -> end();
          case "onTimeout", "onError" -> failed = true;
          default -> {}
        }
      } catch (Throwable broken) {
        fault.accept(broken);
      }
    }
  }

  /** A later dispatch of an asynchronous request. */
  private record Again(Served served, Observer.Scope scope) {}

  @Override
  public @Nullable Object enter(Object request, Object response) {
    try {
      ServletApi api = ServletApi.of(request);
      if (api == null) {
        return null;
      }
      Object mark = api.attribute(request, MARK);
      if (mark instanceof Served served) {
        if (!served.waiting || served.inside) {
          return null;
        }
        served.inside = true;
        here.set(served);
        return new Again(served, observer.resume(served.request));
      }
      Served served = new Served(api, request, response);
      served.inside = true;
      here.set(served);
      api.attribute(request, MARK, served);
      return served;
    } catch (Throwable broken) {
      fault.accept(broken);
      return null;
    }
  }

  @Override
  public void exit(Object entered, @Nullable Throwable thrown) {
    try {
      if (entered instanceof Served served) {
        served.leave(thrown);
      } else if (entered instanceof Again again) {
        try {
          again.served.leave(thrown);
        } finally {
          again.scope.close();
        }
      }
    } catch (Throwable broken) {
      fault.accept(broken);
    }
  }

  /** The route of this thread's request, as a library of the application knows it. */
  void route(String route) {
    Served served = here.get();
    if (served != null) {
      served.route = route;
    }
  }
}
