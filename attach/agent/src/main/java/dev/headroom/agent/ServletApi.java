package dev.headroom.agent;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One servlet API, jakarta or javax, as one class loader has it: the few methods that are needed,
 * as method handles, since the agent can be compiled against neither.
 */
final class ServletApi {

  /** The API of a request's class; null for a request that is not HTTP. */
  private static final ClassValue<@Nullable ServletApi> OF =
      new ClassValue<>() {
        @Override
        protected @Nullable ServletApi computeValue(Class<?> type) {
          for (String root : new String[] {"jakarta.servlet.", "javax.servlet."}) {
            ServletApi api = find(root, type);
            if (api != null) {
              return api;
            }
          }
          return null;
        }
      };

  private final MethodHandle getMethod;
  private final MethodHandle getRequestUri;
  private final MethodHandle getContextPath;
  private final MethodHandle getPattern;
  private final MethodHandle getServletName;
  private final MethodHandle getAttribute;
  private final MethodHandle setAttribute;
  private final MethodHandle isAsyncStarted;
  private final MethodHandle getAsyncContext;
  private final MethodHandle addListener;
  private final MethodHandle getSuppliedAsyncContext;
  private final MethodHandle getStatus;
  private final MethodHandle getHeader;
  private final MethodHandle getRequestHeader;
  private final MethodHandle getContentLength;
  private final MethodHandle getContentType;
  private final Class<?> listener;

  private ServletApi(String root, Class<?> request) throws ReflectiveOperationException {
    ClassLoader loader = request.getClassLoader();
    Class<?> response = Class.forName(root + "http.HttpServletResponse", false, loader);
    Class<?> context = Class.forName(root + "AsyncContext", false, loader);
    Class<?> event = Class.forName(root + "AsyncEvent", false, loader);
    listener = Class.forName(root + "AsyncListener", false, loader);
    getMethod = text(request, "getMethod");
    getRequestUri = text(request, "getRequestURI");
    getContextPath = text(request, "getContextPath");
    getPattern = mapping(root, request, loader, "getPattern");
    getServletName = mapping(root, request, loader, "getServletName");
    getAttribute =
        handle(request, "getAttribute", Object.class, String.class)
            .asType(MethodType.methodType(Object.class, Object.class, String.class));
    setAttribute =
        handle(request, "setAttribute", void.class, String.class, Object.class)
            .asType(MethodType.methodType(void.class, Object.class, String.class, Object.class));
    isAsyncStarted =
        handle(request, "isAsyncStarted", boolean.class)
            .asType(MethodType.methodType(boolean.class, Object.class));
    getAsyncContext =
        handle(request, "getAsyncContext", context)
            .asType(MethodType.methodType(Object.class, Object.class));
    addListener =
        handle(context, "addListener", void.class, listener)
            .asType(MethodType.methodType(void.class, Object.class, Object.class));
    getSuppliedAsyncContext =
        handle(event, "getAsyncContext", context)
            .asType(MethodType.methodType(Object.class, Object.class));
    getStatus =
        handle(response, "getStatus", int.class)
            .asType(MethodType.methodType(int.class, Object.class));
    getHeader =
        handle(response, "getHeader", String.class, String.class)
            .asType(MethodType.methodType(String.class, Object.class, String.class));
    getRequestHeader =
        handle(request, "getHeader", String.class, String.class)
            .asType(MethodType.methodType(String.class, Object.class, String.class));
    getContentType = text(response, "getContentType");
    getContentLength =
        handle(request, "getContentLengthLong", long.class)
            .asType(MethodType.methodType(long.class, Object.class));
  }

  private static MethodHandle handle(
      Class<?> type, String name, Class<?> result, Class<?>... parameters)
      throws ReflectiveOperationException {
    return MethodHandles.publicLookup()
        .findVirtual(type, name, MethodType.methodType(result, parameters));
  }

  private static MethodHandle text(Class<?> type, String name) throws ReflectiveOperationException {
    return handle(type, name, String.class)
        .asType(MethodType.methodType(String.class, Object.class));
  }

  /** What a request says of the mapping that its servlet was found by; since Servlet 4. */
  private static MethodHandle mapping(
      String root, Class<?> request, ClassLoader loader, String what) {
    try {
      Class<?> mapping = Class.forName(root + "http.HttpServletMapping", false, loader);
      return MethodHandles.filterReturnValue(
              handle(request, "getHttpServletMapping", mapping),
              handle(mapping, what, String.class))
          .asType(MethodType.methodType(String.class, Object.class));
    } catch (ReflectiveOperationException | LinkageError older) {
      return MethodHandles.dropArguments(
          MethodHandles.constant(String.class, null), 0, Object.class);
    }
  }

  static @Nullable ServletApi of(Object request) {
    return OF.get(request.getClass());
  }

  private static @Nullable ServletApi find(String root, Class<?> type) {
    try {
      Class<?> http = Class.forName(root + "http.HttpServletRequest", false, type.getClassLoader());
      return http.isAssignableFrom(type) ? new ServletApi(root, http) : null;
    } catch (ReflectiveOperationException | LinkageError otherApi) {
      return null;
    }
  }

  String method(Object request) throws Throwable {
    String method = (String) getMethod.invokeExact(request);
    return method == null ? "" : method;
  }

  String path(Object request) throws Throwable {
    String path = (String) getRequestUri.invokeExact(request);
    return path == null ? "" : path;
  }

  String contextPath(Object request) throws Throwable {
    String path = (String) getContextPath.invokeExact(request);
    return path == null ? "" : path;
  }

  /** {@code /orders/*}, or null where the API is too old to tell. */
  @Nullable String pattern(Object request) throws Throwable {
    return (String) getPattern.invokeExact(request);
  }

  /** The servlet's name; null where the API is too old to tell. */
  @Nullable String servletName(Object request) throws Throwable {
    return (String) getServletName.invokeExact(request);
  }

  @Nullable Object attribute(Object request, String name) throws Throwable {
    return (Object) getAttribute.invokeExact(request, name);
  }

  void attribute(Object request, String name, Object value) throws Throwable {
    setAttribute.invokeExact(request, name, value);
  }

  boolean asyncStarted(Object request) throws Throwable {
    return (boolean) isAsyncStarted.invokeExact(request);
  }

  int status(Object response) throws Throwable {
    return (int) getStatus.invokeExact(response);
  }

  @Nullable String requestHeader(Object request, String name) throws Throwable {
    return (String) getRequestHeader.invokeExact(request, name);
  }

  @Nullable String header(Object response, String name) throws Throwable {
    return (String) getHeader.invokeExact(response, name);
  }

  @Nullable String contentType(Object response) throws Throwable {
    return (String) getContentType.invokeExact(response);
  }

  long contentLength(Object request) throws Throwable {
    return (long) getContentLength.invokeExact(request);
  }

  /**
   * Is told how an asynchronous request goes on: {@code onComplete}, {@code onTimeout}, {@code
   * onError}; listens again by itself when it is started anew.
   */
  @SuppressWarnings("ReferenceEquality") // a proxy equals itself alone
  void listen(Object request, BiConsumer<String, ServletApi> on) throws Throwable {
    Object context = (Object) getAsyncContext.invokeExact(request);
    Object proxy =
        Proxy.newProxyInstance(
            listener.getClassLoader(),
            new Class<?>[] {listener},
            (self, method, arguments) -> {
              if (method.getDeclaringClass() == Object.class) {
                return switch (method.getName()) {
                  case "equals" -> self == arguments[0];
                  case "hashCode" -> System.identityHashCode(self);
                  default -> "headroom";
                };
              }
              if (method.getName().equals("onStartAsync")) {
                Object again = (Object) getSuppliedAsyncContext.invokeExact(arguments[0]);
                addListener.invokeExact(again, self);
              } else {
                on.accept(method.getName(), this);
              }
              return null;
            });
    addListener.invokeExact(context, proxy);
  }
}
