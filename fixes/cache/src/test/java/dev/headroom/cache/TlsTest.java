package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevRedis;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated // It sets the process's trust store.
class TlsTest {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";

  @TempDir private Path directory;

  @Test
  @DisplayName("rediss: encrypted to a server that is trusted, not used when it is not")
  void encrypted() throws Exception {
    Path store = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-alias",
                "redis",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=ip:127.0.0.1")
            .redirectErrorStream(true)
            .start();
    String said =
        new String(
            keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    Path certificate = pem("CERTIFICATE", keys.getCertificate("redis").getEncoded());
    Path key = pem("PRIVATE KEY", keys.getKey("redis", PASSWORD).getEncoded());
    int port = DevRedis.freePort();
    try (DevRedis redis =
        DevRedis.start(
            "tls-port " + port,
            "tls-cert-file " + certificate,
            "tls-key-file " + key,
            "tls-ca-cert-file " + certificate,
            "tls-auth-clients no")) {
      assertThat(redis.process().isAlive()).isTrue();
      CacheOptions options =
          CacheOptions.of(
              "rediss://127.0.0.1:" + port,
              Map.of("menu", NamespaceOptions.ofTtl(Duration.ofMinutes(1))));
      try (HeadroomCache distrusting = HeadroomCache.open(options)) {
        assertThat(distrusting.health().redis()).isEqualTo(CacheHealth.Redis.DOWN);
        assertThat(distrusting.namespace("menu", String.class).get("k", () -> "alone"))
            .isEqualTo("alone");
      }
      System.setProperty(TRUST_STORE, store.toString());
      System.setProperty(TRUST_STORE + "Password", new String(PASSWORD));
      try (HeadroomCache one = HeadroomCache.open(options);
          HeadroomCache two = HeadroomCache.open(options)) {
        assertThat(one.health().redis()).isEqualTo(CacheHealth.Redis.UP);
        one.namespace("menu", String.class).get("k", () -> "shared");
        assertThat(two.namespace("menu", String.class).get("k", () -> "never")).isEqualTo("shared");
      } finally {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE + "Password");
      }
    }
  }

  private Path pem(String what, byte[] der) throws Exception {
    String text =
        "-----BEGIN "
            + what
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END "
            + what
            + "-----\n";
    return Files.writeString(directory.resolve(what.replace(' ', '-') + ".pem"), text);
  }
}
