package dev.headroom.prove;

import java.net.Socket;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * How a target is spoken to.
 *
 * @param http2 HTTP/2: by ALPN over TLS, with prior knowledge without; else HTTP/1.1
 * @param anyCertificate whether a certificate that nobody vouches for is accepted
 */
public record Wire(boolean http2, boolean anyCertificate) {

  /** HTTP/1.1, certificates checked. */
  public static final Wire PLAIN = new Wire(false, false);

  /** Requests at once on one connection: what servers allow at least (RFC 9113, 6.5.2). */
  static final int STREAMS = 100;

  /** For the JDK's client, which prepares a load. */
  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, anyCertificate ? new TrustManager[] {new Anybody()} : null, null);
      return context;
    } catch (NoSuchAlgorithmException | KeyManagementException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }

  /** An extended one, so that names are not checked either. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
