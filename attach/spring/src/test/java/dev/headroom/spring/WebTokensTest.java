package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.headroom.web.TokenCache;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Spring Security's own decoder behind the cache. */
@SuppressWarnings("JavaUtilDate") // Nimbus has it so.
class WebTokensTest {

  private static final OctetSequenceKey OLD = key("old", 'o');
  private static final OctetSequenceKey NEW = key("new", 'n');
  private static final OctetSequenceKey FOREIGN = key("foreign", 'f');

  private final WebApplicationContextRunner runner =
      new WebApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  HeadroomObserveAutoConfiguration.class,
                  WebHeadroomAutoConfiguration.class,
                  WebTokensHeadroomAutoConfiguration.class,
                  CacheHeadroomAutoConfiguration.class))
          .withUserConfiguration(Keys.class)
          .withPropertyValues("headroom.web.tokens.enabled=true");

  private static OctetSequenceKey key(String id, char fill) {
    return new OctetSequenceKey.Builder(
            String.valueOf(fill).repeat(32).getBytes(java.nio.charset.StandardCharsets.US_ASCII))
        .keyID(id)
        .build();
  }

  /** Keys that can be changed while it runs. */
  static final class Ring {
    final AtomicReference<List<OctetSequenceKey>> keys = new AtomicReference<>(List.of(OLD));
    final AtomicInteger validations = new AtomicInteger();
  }

  @Configuration(proxyBeanMethods = false)
  static class Keys {

    @Bean
    Ring ring() {
      return new Ring();
    }

    @Bean
    JwtDecoder decoder(Ring ring) {
      DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
      processor.setJWSKeySelector(
          new JWSVerificationKeySelector<>(
              JWSAlgorithm.HS256,
              (selector, context) ->
                  new ImmutableJWKSet<SecurityContext>(new JWKSet(List.copyOf(ring.keys.get())))
                      .get(selector, context)));
      processor.setJWTClaimsSetVerifier((claims, context) -> {});
      NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
      decoder.setJwtValidator(
          new DelegatingOAuth2TokenValidator<>(
              jwt -> {
                ring.validations.incrementAndGet();
                return OAuth2TokenValidatorResult.success();
              },
              new JwtTimestampValidator(Duration.ZERO),
              new JwtIssuerValidator("shop"),
              new JwtAudienceValidator("shop")));
      return decoder;
    }
  }

  private static JWTClaimsSet.Builder claims() {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .subject("ann")
        .issuer("shop")
        .audience("shop")
        .notBeforeTime(Date.from(now.minusSeconds(60)))
        .expirationTime(Date.from(now.plusSeconds(600)));
  }

  private static String signed(OctetSequenceKey key, JWTClaimsSet claims) throws Exception {
    return signed(key, claims, new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()));
  }

  private static String signed(OctetSequenceKey key, JWTClaimsSet claims, JWSHeader.Builder header)
      throws Exception {
    SignedJWT jwt = new SignedJWT(header.build(), claims);
    jwt.sign(new MACSigner(key.toByteArray()));
    return jwt.serialize();
  }

  @Test
  @DisplayName("A4: the decoder validates a token once; revoked it validates anew")
  void once() {
    runner.run(
        context -> {
          JwtDecoder decoder = context.getBean(JwtDecoder.class);
          Ring ring = context.getBean(Ring.class);
          String token = signed(OLD, claims().build());
          Jwt first = decoder.decode(token);
          assertThat(decoder.decode(token)).isSameAs(first);
          assertThat(first.getSubject()).isEqualTo("ann");
          assertThat(ring.validations).hasValue(1);
          context.getBean(TokenCache.class).revokeSubject("ann");
          decoder.decode(token);
          assertThat(ring.validations).hasValue(2);
        });
  }

  @Test
  @DisplayName("keys rotate without a restart; tokens of a retired key end when it is revoked")
  void rotation() {
    runner.run(
        context -> {
          JwtDecoder decoder = context.getBean(JwtDecoder.class);
          Ring ring = context.getBean(Ring.class);
          String old = signed(OLD, claims().build());
          decoder.decode(old);
          ring.keys.set(List.of(OLD, NEW));
          String fresh = signed(NEW, claims().build());
          decoder.decode(fresh);
          decoder.decode(old);
          ring.keys.set(List.of(NEW));
          context.getBean(TokenCache.class).revokeKey("old");
          assertThatThrownBy(() -> decoder.decode(old)).isInstanceOf(JwtException.class);
          assertThat(decoder.decode(fresh).getSubject()).isEqualTo("ann");
        });
  }

  @Test
  @DisplayName("the abuse list is refused with a good token of the same user known, each time")
  void abuse() throws Exception {
    JWTClaimsSet good = claims().build();
    String token = signed(OLD, good);
    String[] parts = token.split("\\.", -1);
    var rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2_048);
    SignedJWT wrongKind =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("old").build(), good);
    wrongKind.sign(new RSASSASigner(rsa.generateKeyPair().getPrivate()));
    Instant now = Instant.now();
    String none = part("{\"alg\":\"none\",\"kid\":\"old\"}");
    List<String> bad =
        List.of(
            new PlainJWT(good).serialize(),
            none + "." + parts[1] + ".",
            none + "." + parts[1] + "." + parts[2],
            part("{\"alg\":\"NoNe\"}") + "." + parts[1] + ".",
            wrongKind.serialize(),
            signed(
                key("old", 'o'),
                good,
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                    .keyID("old")
                    .type(new JOSEObjectType("at+evil"))),
            signed(FOREIGN, good),
            signed(FOREIGN, good, new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("old")),
            signed(OLD, good, new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("../../dev/null")),
            signed(OLD, claims().issuer("other").build()),
            signed(OLD, claims().issuer(null).build()),
            signed(OLD, claims().audience("other").build()),
            signed(OLD, claims().expirationTime(Date.from(now.minusSeconds(1))).build()),
            signed(OLD, claims().notBeforeTime(Date.from(now.plusSeconds(60))).build()),
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1],
            parts[0]
                + "."
                + part("{\"sub\":\"owner\",\"iss\":\"shop\",\"aud\":\"shop\"}")
                + "."
                + parts[2],
            token.substring(0, token.length() - 2) + (token.endsWith("AA") ? "BB" : "AA"),
            signed(FOREIGN, claims().claim("pad", "x".repeat(200_000)).build()),
            token + token,
            token + ".x",
            "",
            "...");
    runner.run(
        context -> {
          JwtDecoder decoder = context.getBean(JwtDecoder.class);
          assertThat(decoder).isInstanceOf(WebTokenDecoder.class);
          decoder.decode(token);
          for (int round = 0; round < 2; round++) {
            for (int i = 0; i < bad.size(); i++) {
              String one = bad.get(i);
              assertThatThrownBy(() -> decoder.decode(one))
                  .as("token %d, round %d", i, round)
                  .isInstanceOf(JwtException.class);
            }
          }
          assertThat(decoder.decode(token).getSubject()).isEqualTo("ann");
        });
  }

  @Test
  @DisplayName("an expired token is refused although it was known a moment before")
  void expires() {
    runner.run(
        context -> {
          JwtDecoder decoder = context.getBean(JwtDecoder.class);
          Instant end = Instant.now().plusSeconds(2);
          String token = signed(OLD, claims().expirationTime(Date.from(end)).build());
          decoder.decode(token);
          long refusedAt = 0;
          while (refusedAt == 0) {
            try {
              decoder.decode(token);
            } catch (JwtException e) {
              refusedAt = Instant.now().toEpochMilli();
            }
          }
          // A JWT's times are whole seconds.
          assertThat(refusedAt).isGreaterThanOrEqualTo(end.getEpochSecond() * 1_000);
          assertThat(refusedAt).isLessThan(end.toEpochMilli() + 5_000);
        });
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
