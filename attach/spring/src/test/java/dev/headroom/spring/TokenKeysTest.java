package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.headroom.web.TokenCache;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.servlet.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.RequestEntity;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestClientException;

/** Spring Security's own decoder with keys from a real issuer over HTTP, whose keys change. */
@SuppressWarnings("JavaUtilDate") // Nimbus has it so.
class TokenKeysTest {

  private static RSAKey one;
  private static RSAKey two;
  private static RSAKey foreign;

  private HttpServer issuer;
  private volatile List<RSAKey> published;
  private volatile int status = 200;
  private final AtomicInteger asked = new AtomicInteger();

  @BeforeAll
  static void keys() throws Exception {
    one = new RSAKeyGenerator(2_048).keyID("one").generate();
    two = new RSAKeyGenerator(2_048).keyID("two").generate();
    foreign = new RSAKeyGenerator(2_048).keyID("foreign").generate();
  }

  @BeforeEach
  void publish() throws Exception {
    published = List.of(one);
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    issuer.createContext(
        "/keys",
        exchange -> {
          asked.incrementAndGet();
          List<JWK> keys = published.stream().map(key -> (JWK) key.toPublicJWK()).toList();
          byte[] body = new JWKSet(keys).toString().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    issuer.start();
  }

  @AfterEach
  void stop() {
    issuer.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys";
  }

  private void run(Consumer<AssertableWebApplicationContext> test, String... properties) {
    new WebApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                HeadroomObserveAutoConfiguration.class,
                WebHeadroomAutoConfiguration.class,
                WebTokensHeadroomAutoConfiguration.class,
                CacheHeadroomAutoConfiguration.class))
        .withInitializer(
            context ->
                ((GenericApplicationContext) context)
                    .registerBean(JwtDecoder.class, () -> decoder(context)))
        .withPropertyValues(properties)
        .run(test::accept);
  }

  /** As Spring Boot makes it for a jwk-set-uri. */
  private JwtDecoder decoder(ApplicationContext context) {
    var builder = NimbusJwtDecoder.withJwkSetUri(url());
    context
        .getBeanProvider(JwkSetUriJwtDecoderBuilderCustomizer.class)
        .orderedStream()
        .forEach(customizer -> customizer.customize(builder));
    return builder.build();
  }

  private static String token(RSAKey key, String keyId) throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build(),
            new JWTClaimsSet.Builder()
                .subject("ann")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build());
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }

  @Test
  @DisplayName(
      "an issuer's new key is good without a restart, a retired one ends when it is revoked")
  void rotates() {
    run(
        context -> {
          JwtDecoder decoder = context.getBean(JwtDecoder.class);
          assertThat(decoder).isInstanceOf(WebTokenDecoder.class);
          try {
            String old = token(one, "one");
            decoder.decode(old);
            published = List.of(one, two);
            await(decoder, token(two, "two"));
            decoder.decode(old);
            published = List.of(two);
            await(context, decoder, old);
            assertThat(decoder.decode(token(two, "two")).getSubject()).isEqualTo("ann");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        "headroom.web.tokens.enabled=true",
        "headroom.web.tokens.keys-interval=1s");
  }

  /** A key that has just been published is known after the interval. */
  private static void await(JwtDecoder decoder, String token) {
    for (long end = System.nanoTime() + 5_000_000_000L; System.nanoTime() < end; ) {
      try {
        decoder.decode(token);
        return;
      } catch (BadJwtException e) {
        Thread.onSpinWait();
      }
    }
    decoder.decode(token);
  }

  /** Any unknown key makes the decoder look again, and see that the old one is gone. */
  private static void await(AssertableWebApplicationContext context, JwtDecoder decoder, String old)
      throws Exception {
    String unknown = token(foreign, "unknown");
    TokenCache<?> tokens = context.getBean(TokenCache.class);
    for (long end = System.nanoTime() + 5_000_000_000L; System.nanoTime() < end; ) {
      assertThatThrownBy(() -> decoder.decode(unknown)).isInstanceOf(BadJwtException.class);
      tokens.revokeKey("one");
      try {
        decoder.decode(old);
      } catch (BadJwtException gone) {
        return;
      }
    }
    assertThatThrownBy(() -> decoder.decode(old)).isInstanceOf(BadJwtException.class);
  }

  @Test
  @DisplayName("a storm of made-up key ids asks the issuer a few times, not once a token")
  void storm() {
    run(
        context -> {
          int before = storm(context.getBean(JwtDecoder.class));
          assertThat(asked.get() - before).isLessThanOrEqualTo(2);
        },
        "headroom.web.tokens.enabled=true",
        "headroom.web.tokens.keys-interval=5m");
  }

  @Test
  @DisplayName("as Spring Security has it, each made-up key id asks the issuer once")
  void asFound() {
    run(
        context -> {
          int before = storm(context.getBean(JwtDecoder.class));
          assertThat(asked.get() - before).isGreaterThanOrEqualTo(30);
        });
  }

  private int storm(JwtDecoder decoder) {
    try {
      decoder.decode(token(one, "one"));
      int before = asked.get();
      for (int i = 0; i < 30; i++) {
        String made = token(foreign, "made up " + i);
        assertThatThrownBy(() -> decoder.decode(made)).isInstanceOf(BadJwtException.class);
      }
      assertThat(decoder.decode(token(one, "one")).getSubject()).isEqualTo("ann");
      return before;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName(
      "a foreign signature under a known key id, and a public key used as a secret, are refused")
  void confused() {
    run(
        context -> {
          JwtDecoder decoder = context.getBean(JwtDecoder.class);
          try {
            decoder.decode(token(one, "one"));
            SignedJWT secret =
                new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(),
                    new JWTClaimsSet.Builder().subject("owner").build());
            secret.sign(new MACSigner(one.toRSAPublicKey().getEncoded()));
            for (String bad :
                Arrays.asList(token(foreign, "one"), token(foreign, null), secret.serialize())) {
              assertThatThrownBy(() -> decoder.decode(bad)).isInstanceOf(BadJwtException.class);
            }
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        "headroom.web.tokens.enabled=true");
  }

  @Test
  @DisplayName("an issuer that fails is asked again after the interval, not by each token")
  void failing() {
    status = 503;
    run(
        context -> {
          JwtDecoder decoder = context.getBean(JwtDecoder.class);
          for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> decoder.decode(token(one, "one")))
                .isInstanceOf(JwtException.class);
          }
          assertThat(asked).hasValue(1);
        },
        "headroom.web.tokens.enabled=true",
        "headroom.web.tokens.keys-interval=5m");
  }

  @Test
  @DisplayName("between two questions the last answer stands, and the next one is asked in time")
  void interval() {
    AtomicLong nanos = new AtomicLong();
    KeySetRequests requests = new KeySetRequests(Duration.ofSeconds(5), nanos::get);
    RequestEntity<Void> request = RequestEntity.get(URI.create(url())).build();
    String first = requests.exchange(request, String.class).getBody();
    published = List.of(two);
    nanos.set(Duration.ofSeconds(5).toNanos() - 1);
    assertThat(requests.exchange(request, String.class).getBody()).isEqualTo(first);
    nanos.set(Duration.ofSeconds(5).toNanos());
    assertThat(requests.exchange(request, String.class).getBody()).contains("two");
    status = 500;
    nanos.set(Duration.ofSeconds(10).toNanos());
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> requests.exchange(request, String.class))
          .isInstanceOf(RestClientException.class)
          .hasMessageContaining("the issuer gave no keys: 500");
    }
    assertThat(asked).hasValue(3);
    assertThatThrownBy(() -> new KeySetRequests(Duration.ZERO, nanos::get))
        .hasMessageContaining("keys-interval is from PT1S");
  }
}
