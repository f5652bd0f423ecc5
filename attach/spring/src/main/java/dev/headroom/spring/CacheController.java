package dev.headroom.spring;

import dev.headroom.spring.ControlController.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The cache over HTTP, as {@code headroom cache} uses it. Every call needs the admin role, except
 * where the environment says {@code ENVIRONMENT=development}: there a caller on the same machine
 * needs none, unless a proxy stands between.
 */
@RestController
@RequestMapping(path = "/headroom/api/cache", produces = MediaType.APPLICATION_JSON_VALUE)
final class CacheController {

  private static final Logger LOG = System.getLogger("dev.headroom.cache");

  private final CacheControl control;
  private final String role;
  private final boolean development;

  CacheController(CacheControl control, String role, boolean development) {
    this.control = control;
    this.role = role;
    this.development = development;
  }

  /** Runs before every handler of this controller. */
  @ModelAttribute
  void requireRole(HttpServletRequest request) {
    if (!request.isUserInRole(role) && !(development && isLocal(request))) {
      throw new Refused(
          HttpStatus.FORBIDDEN, "this call needs the role " + role + " (headroom.admin.role)");
    }
  }

  private static boolean isLocal(HttpServletRequest request) {
    if (request.getHeader("X-Forwarded-For") != null || request.getHeader("Forwarded") != null) {
      return false;
    }
    try {
      return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
    } catch (UnknownHostException notAnAddress) {
      return false;
    }
  }

  @GetMapping
  CacheControl.Overview overview() {
    return control.overview();
  }

  @GetMapping("/{namespace}")
  CacheControl.Space space(@PathVariable String namespace) {
    return control.space(namespace);
  }

  @GetMapping("/{namespace}/value")
  CacheControl.Found get(@PathVariable String namespace, @RequestParam String key) {
    return control.get(namespace, key);
  }

  @DeleteMapping("/{namespace}")
  CacheControl.Invalidated invalidate(
      @PathVariable String namespace,
      @RequestParam(required = false) @Nullable String key,
      @RequestParam(required = false) @Nullable String tag,
      @RequestParam(required = false) @Nullable String pattern,
      @RequestParam(defaultValue = "false") boolean all) {
    return control.invalidate(namespace, key, tag, pattern, all);
  }

  @PostMapping("/{namespace}/warm")
  CacheControl.Warmed warm(
      @PathVariable String namespace, @RequestParam(required = false) @Nullable String what) {
    return control.warm(namespace, what);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(Refused refused) {
    return refused.answer();
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> wrong(IllegalArgumentException wrong) {
    return new Refused(HttpStatus.BAD_REQUEST, String.valueOf(wrong.getMessage())).answer();
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> failed(CacheControl.WarmingFailed failed) {
    LOG.log(Logger.Level.WARNING, "cache: " + failed.getMessage(), failed);
    return new Refused(HttpStatus.INTERNAL_SERVER_ERROR, String.valueOf(failed.getMessage()))
        .answer();
  }

  /** A namespace whose type nobody has said. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> conflict(IllegalStateException state) {
    return new Refused(HttpStatus.CONFLICT, String.valueOf(state.getMessage())).answer();
  }
}
