package dev.headroom.services.common;

import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fix.Remedy;
import dev.headroom.loop.Scope;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The fix {@code user-cache}: who asks is not read on every request. Each service reads its own.
 */
@Configuration(proxyBeanMethods = false)
public class UserCacheFix {

  /** The fix's id. */
  public static final String ID = "user-cache";

  @Bean
  static Fix keptUsersFix() {
    return new Fix(
        ID,
        Scope.REQUEST,
        "The user of a token kept for 5 minutes, until the account is changed",
        false,
        List.of(
            new Remedy(FindingKind.CACHEABLE_READ, "*", "app_user"),
            new Remedy(FindingKind.REPEATED_VALIDATION, "*", "app_user")));
  }
}
