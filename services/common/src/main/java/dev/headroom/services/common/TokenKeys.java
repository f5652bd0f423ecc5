package dev.headroom.services.common;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/**
 * Tokens are signed and verified with one HS256 key; type, issuer, audience and times are verified.
 */
@Configuration(proxyBeanMethods = false)
public class TokenKeys {

  private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);

  @Bean
  SecretKey tokenKey(TokenIssuer issuer) {
    byte[] secret = issuer.settings().secret().getBytes(StandardCharsets.UTF_8);
    if (secret.length == 0) {
      LOG.info(
          "no JWT_SECRET given: tokens are signed with a random key and end with this process");
      secret = new byte[32];
      new SecureRandom().nextBytes(secret);
    }
    return new SecretKeySpec(secret, "HmacSHA256");
  }

  @Bean
  AccessTokens accessTokens(SecretKey tokenKey, TokenIssuer issuer, Clock clock) {
    return new AccessTokens(issuer, new NimbusJwtEncoder(new ImmutableSecret<>(tokenKey)), clock);
  }

  /** Beans that validate tokens are asked too. */
  @Bean
  JwtDecoder jwtDecoder(
      SecretKey tokenKey,
      TokenIssuer issuer,
      Clock clock,
      ObjectProvider<OAuth2TokenValidator<Jwt>> more) {
    NimbusJwtDecoder decoder =
        NimbusJwtDecoder.withSecretKey(tokenKey).macAlgorithm(MacAlgorithm.HS256).build();
    JwtTimestampValidator times = new JwtTimestampValidator(Duration.ofSeconds(5));
    times.setClock(clock);
    List<OAuth2TokenValidator<Jwt>> all =
        new ArrayList<>(
            List.of(
                JwtTypeValidator.jwt(),
                times,
                new JwtIssuerValidator(issuer.name()),
                new JwtAudienceValidator(issuer.name())));
    all.addAll(more.orderedStream().toList());
    decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(all));
    return decoder;
  }
}
