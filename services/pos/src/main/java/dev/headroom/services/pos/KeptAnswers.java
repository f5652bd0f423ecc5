package dev.headroom.services.pos;

import dev.headroom.services.common.SignedIn;
import dev.headroom.web.ResponseCache;
import dev.headroom.web.WebUser;
import java.security.Principal;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/**
 * Whole answers kept by the fix {@code response-cache}: whose they are, and what makes them untrue
 * besides the writes that {@code application.yml} names.
 */
@Configuration(proxyBeanMethods = false)
class KeptAnswers {

  /** Rights are part of who asks: with another role or restaurant a user begins anew. */
  @Bean
  WebUser webUser() {
    return request -> {
      Principal principal = request.getUserPrincipal();
      return principal instanceof SignedIn in && in.getPrincipal() instanceof PosUser user
          ? user.id() + "/" + user.role() + "/" + user.restaurantId()
          : null;
    };
  }

  /** Inside the transaction of a change: the cache waits for its end. */
  @Configuration(proxyBeanMethods = false)
  static class Changes {

    private final ResponseCache answers;

    Changes(ResponseCache answers) {
      this.answers = answers;
    }

    @EventListener
    void menu(MenuChanged change) {
      answers.invalidateTag("restaurant/" + change.restaurantId());
    }

    @EventListener
    void settings(SettingsChanged change) {
      answers.invalidateTag("restaurant/" + change.settings().restaurantId());
    }
  }
}
