package dev.headroom.services.automations;

import dev.headroom.services.common.SignedIn;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.ErrorResponseException;

/**
 * The pages of administration: a form, a cookie that scripts cannot read, a token against forged
 * forms, and nothing on a page that does not come from here. Whether somebody still is an
 * administrator is read for each page.
 */
@Configuration(proxyBeanMethods = false)
class AdminSecurity {

  private static final String SIGN_IN = "/admin/sign-in";
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  @Bean
  @Order(1)
  SecurityFilterChain adminChain(HttpSecurity http, SignIn signIn, AppUserRepository users)
      throws Exception {
    return http.securityMatcher("/admin", "/admin/**")
        .authorizeHttpRequests(
            r ->
                r.requestMatchers(SIGN_IN, "/admin/style.css")
                    .permitAll()
                    .anyRequest()
                    .access(
                        (user, request) ->
                            new AuthorizationDecision(isAdministrator(users, user.get()))))
        .authenticationProvider(new Provider(signIn))
        .formLogin(form -> form.loginPage(SIGN_IN).defaultSuccessUrl("/admin", true))
        .logout(out -> out.logoutUrl("/admin/sign-out").logoutSuccessUrl(SIGN_IN))
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(policy -> policy.policyDirectives(POLICY))
                    .referrerPolicy(
                        referrer ->
                            referrer.policy(
                                org.springframework.security.web.header.writers
                                    .ReferrerPolicyHeaderWriter.ReferrerPolicy.NO_REFERRER)))
        .build();
  }

  private static boolean isAdministrator(AppUserRepository users, Authentication user) {
    return user.getPrincipal() instanceof Me me
        && users
            .findById(me.id())
            .filter(found -> found.active() && found.role() == Role.ADMIN)
            .isPresent();
  }

  /** The same check as the API's; who is no administrator gets the same answer. */
  private record Provider(SignIn signIn) implements AuthenticationProvider {

    @Override
    public Authentication authenticate(Authentication asked) {
      String password = String.valueOf(asked.getCredentials());
      try {
        Me me = signIn.user(asked.getName(), password);
        if (me.role() == Role.ADMIN) {
          return new SignedIn(me, me.email(), me.role().name());
        }
      } catch (ErrorResponseException e) {
        throw new BadCredentialsException("e-mail or password is wrong", e);
      }
      throw new BadCredentialsException("e-mail or password is wrong");
    }

    @Override
    public boolean supports(Class<?> type) {
      return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
  }
}
