package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.headroom.loop.Fixes;
import dev.headroom.services.testing.Answer;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("With every fix at the door on, abuse:")
@SuppressWarnings("JavaUtilDate") // Nimbus has it so.
class DoorAbuseTest extends PosService {

  private static final String ME = "/api/v1/auth/me";
  private static final String MENU_2 = "/api/v1/restaurants/2/menu";
  private static final JWSHeader PLAIN =
      new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();

  @Autowired Fixes fixes;
  @Autowired SecretKey tokenKey;

  @BeforeEach
  void on() {
    var unused = fixes.switchTo(DOOR);
  }

  @AfterEach
  void off() {
    var unused = fixes.switchTo(Set.of());
  }

  private static JWTClaimsSet.Builder claims() {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .subject("4")
        .issuer("headroom-pos")
        .audience("headroom-pos")
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(600)));
  }

  private static String signed(byte[] key, JWSHeader header, JWTClaimsSet claims) throws Exception {
    JWSObject token = new JWSObject(header, new Payload(claims.toJSONObject()));
    token.sign(new MACSigner(key));
    return token.serialize();
  }

  private void refused(String what, String token) throws Exception {
    for (int i = 0; i < 2; i++) { // nothing of the first refusal is kept as good
      assertThat(raw(token, ME).statusCode()).as(what).isIn(400, 401, 431);
    }
  }

  @Test
  @DisplayName("tokens of another algorithm, type, key or time, altered, huge or unsigned")
  void tokens() throws Exception {
    byte[] key = tokenKey.getEncoded();
    byte[] other = "o".repeat(64).getBytes(StandardCharsets.US_ASCII);
    String good = signed(key, PLAIN, claims().build());
    for (int i = 0; i < 2; i++) {
      assertThat(sendWith("GET", good, ME, null).status()).as("a good one").isEqualTo(200);
    }
    byte[] longer = java.util.Arrays.copyOf(key, 64);
    refused("HS512", signed(longer, new JWSHeader(JWSAlgorithm.HS512), claims().build()));
    refused(
        "another type",
        signed(
            key,
            new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType("refresh+jwt"))
                .build(),
            claims().build()));
    refused(
        "a foreign key id",
        signed(
            other,
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("../../dev/null").build(),
            claims().build()));
    refused(
        "its own key in the header",
        signed(
            other,
            new JWSHeader.Builder(JWSAlgorithm.HS256)
                .jwk(new OctetSequenceKey.Builder(other).build().toPublicJWK())
                .build(),
            claims().build()));
    Instant now = Instant.now();
    refused(
        "not yet valid",
        signed(key, PLAIN, claims().notBeforeTime(Date.from(now.plusSeconds(60))).build()));
    refused(
        "expired",
        signed(key, PLAIN, claims().expirationTime(Date.from(now.minusSeconds(60))).build()));
    refused("another issuer", signed(key, PLAIN, claims().issuer("elsewhere").build()));
    refused("another audience", signed(key, PLAIN, claims().audience("elsewhere").build()));
    refused("nobody's", signed(key, PLAIN, claims().subject("999999").build()));
    refused("huge", signed(key, PLAIN, claims().claim("x", "y".repeat(20_000)).build()));
    String[] parts = good.split("\\.", -1);
    refused("unsigned", parts[0] + "." + parts[1] + ".");
    refused("alg none", "eyJhbGciOiJub25lIn0." + parts[1] + ".");
    refused("another claim", parts[0] + "." + parts[1].replace('a', 'b') + "." + parts[2]);
    assertThat(get(null, ME + "?access_token=" + good).status()).as("in the query").isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/x.css",
        ";x.css",
        "%2fx.css",
        "/..%2fmenu",
        "%0d%0aSet-Cookie:%20a=b",
        "?x=1",
        "?fields=restaurantId&fields=categories",
        "?fields=%0d%0aSet-Cookie:%20a=b",
        "//",
        "%00",
      })
  @DisplayName("paths and queries that look like somebody's file: nobody else gets what one got")
  void deception(String more) throws Exception {
    HttpResponse<byte[]> mine = raw(token(STAFF_2), MENU_2 + more);
    HttpResponse<byte[]> nobodys = raw(null, MENU_2 + more);
    HttpResponse<byte[]> others = raw(token(MANAGER_3), MENU_2 + more);
    assertThat(nobodys.statusCode()).isIn(400, 401);
    assertThat(others.statusCode()).isIn(400, 403, 404);
    for (HttpResponse<byte[]> answer : java.util.List.of(mine, nobodys, others)) {
      assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
      assertThat(answer.statusCode()).isLessThan(500);
    }
  }

  private HttpResponse<byte[]> raw(String token, String path) throws Exception {
    return sendWith("GET", token, path, null).raw();
  }

  @Test
  @DisplayName("a limit by address is not dodged by addresses that a client claims to have")
  void forwarded() {
    int before = remaining("192.0.2.1");
    int after = remaining("198.51.100.7");
    assertThat(after).isLessThan(before);
  }

  private int remaining(String claimed) {
    Answer answer =
        sendWith(
            "POST",
            null,
            "/api/v1/auth/sign-in",
            Map.of("email", "x@y.example", "password", ""),
            "X-Forwarded-For",
            claimed,
            "Forwarded",
            "for=" + claimed);
    return Integer.parseInt(answer.header("RateLimit").replaceAll(".*r=(\\d+).*", "$1"));
  }

  @Test
  @DisplayName("huge values and bombs are refused with a short answer")
  void hugeBodies() throws Exception {
    String huge = "{\"externalId\":\"" + "x".repeat(2_000_000) + "\",\"lines\":[]}";
    Answer value = post(STAFF_2, ORDERS_2, huge);
    assertThat(value.status()).isEqualTo(400);
    assertThat(value.text()).hasSizeLessThan(1_000);
    Answer deep = post(STAFF_2, ORDERS_2, "[".repeat(100_000));
    assertThat(deep.status()).isEqualTo(400);
    assertThat(deep.text()).hasSizeLessThan(1_000);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
      out.write(new byte[20_000_000]);
    }
    Answer packed =
        sendWith(
            "POST",
            token(STAFF_2),
            ORDERS_2,
            bomb.toString(StandardCharsets.ISO_8859_1),
            "Content-Encoding",
            "gzip");
    assertThat(packed.status()).isIn(400, 415);
    assertThat(packed.text()).hasSizeLessThan(1_000);
  }

  @Test
  @DisplayName("a head that is too large, or that begins a second request, is refused")
  void smuggling() throws Exception {
    assertThat(
            spoken("GET " + ME + " HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(70_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 4");
    assertThat(
            spoken(
                """
                POST /api/v1/auth/sign-in HTTP/1.1
                Host: a
                Content-Length: 5
                Transfer-Encoding: chunked
                Transfer-Encoding: x

                0

                """
                    .replace("\n", "\r\n")))
        .startsWith("HTTP/1.1 ")
        .doesNotContain("200 ");
  }

  private String spoken(String head) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(12), StandardCharsets.ISO_8859_1);
    }
  }
}
