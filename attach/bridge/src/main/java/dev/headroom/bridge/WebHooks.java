package dev.headroom.bridge;

import org.jspecify.annotations.Nullable;

/** What woven servlets and filter chains call; they know neither servlet API by type. */
public final class WebHooks {

  private static volatile @Nullable Listener listener;

  private WebHooks() {}

  /**
   * For the agent alone.
   *
   * @param to who is told from now on
   */
  public static void install(@Nullable Listener to) {
    listener = to;
  }

  /**
   * A request enters a servlet or a filter chain.
   *
   * @param request a servlet request of either API
   * @param response its response
   * @return null unless this is the outermost entry of a dispatch
   */
  public static @Nullable Object enter(@Nullable Object request, @Nullable Object response) {
    Listener to = listener;
    return to == null || request == null || response == null ? null : to.enter(request, response);
  }

  /**
   * It leaves.
   *
   * @param entered what {@link #enter} returned
   * @param thrown what it threw
   */
  public static void exit(@Nullable Object entered, @Nullable Throwable thrown) {
    Listener to = listener;
    if (to != null && entered != null) {
      to.exit(entered, thrown);
    }
  }

  /** The agent behind this class; the methods are those above. */
  public interface Listener {

    /**
     * See {@link WebHooks#enter}.
     *
     * @param request the request
     * @param response the response
     * @return null unless outermost
     */
    @Nullable Object enter(Object request, Object response);

    /**
     * See {@link WebHooks#exit}.
     *
     * @param entered the entry
     * @param thrown what it threw
     */
    void exit(Object entered, @Nullable Throwable thrown);
  }
}
