package dev.headroom.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Tells who asks. */
@FunctionalInterface
public interface WebUser {

  /** The name of the request's principal: right where names are unique among all users. */
  WebUser PRINCIPAL =
      request -> request.getUserPrincipal() == null ? null : request.getUserPrincipal().getName();

  /**
   * Who asks.
   *
   * @param request a request, behind whatever signs users in
   * @return what no other user has; null if nobody is known
   */
  @Nullable String of(HttpServletRequest request);
}
