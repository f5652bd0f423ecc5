package dev.headroom.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from. {@code X-Forwarded-For} is believed only as far as trusted proxies
 * wrote it: from its end, as long as the address that is known to have sent it is trusted. What a
 * client wrote in front of that is never used.
 */
public final class ClientAddress {

  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final int MOST_HOPS = 20;

  private final List<Network> trusted = new ArrayList<>();

  @SuppressWarnings("ArrayRecordComponent") // Addresses are compared bit by bit, below.
  private record Network(byte[] address, int bits) {
    boolean has(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit & 7);
        if (((address[bit >> 3] ^ other[bit >> 3]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Addresses behind proxies.
   *
   * @param trustedProxies addresses and networks, such as {@code 10.0.0.0/8} and {@code ::1}; none:
   *     the peer of the connection is the client
   * @throws IllegalArgumentException if one cannot be read
   */
  public ClientAddress(Collection<String> trustedProxies) {
    for (String text : trustedProxies) {
      String[] parts = text.strip().split("/", -1);
      byte[] address = parse(parts[0]);
      int most = address == null ? 0 : address.length * 8;
      int bits =
          parts.length == 2 && parts[1].matches("\\d{1,3}") ? Integer.parseInt(parts[1]) : -1;
      bits = parts.length == 1 ? most : bits;
      if (address == null || parts.length > 2 || bits < 0 || bits > most) {
        throw new IllegalArgumentException(
            "trusted-proxies has addresses and networks, such as 10.0.0.0/8 or ::1; was '"
                + text
                + "'");
      }
      if (bits == 0) {
        throw new IllegalArgumentException(
            "trusted-proxies cannot trust everybody ('"
                + text
                + "'): clients could then say any address is theirs");
      }
      trusted.add(new Network(address, bits));
    }
  }

  /** The client, as text; of IPv6 its network of 64 bits. */
  String of(HttpServletRequest request) {
    byte[] client = parse(String.valueOf(request.getRemoteAddr()));
    if (client == null) {
      return String.valueOf(request.getRemoteAddr());
    }
    if (isTrusted(client)) {
      List<String> hops =
          Arrays.asList(
              String.join(",", Collections.list(request.getHeaders("X-Forwarded-For")))
                  .split(",", -1));
      for (int i = hops.size() - 1, n = 0; i >= 0 && n < MOST_HOPS && isTrusted(client); i--, n++) {
        byte[] hop = parse(hops.get(i).strip());
        if (hop == null) {
          break; // Who sent it is unknown: whoever passed it on is counted.
        }
        client = hop;
      }
    }
    return text(client);
  }

  private boolean isTrusted(byte[] address) {
    for (Network network : trusted) {
      if (network.has(address)) {
        return true;
      }
    }
    return false;
  }

  /** Never asks a name server: only literals are read. IPv4 in IPv6 becomes IPv4. */
  private static byte @Nullable [] parse(String text) {
    String bare =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    if (bare.length() > 45 || !LITERAL.matcher(bare).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(bare).getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static String text(byte[] address) {
    int bytes = address.length == 16 ? 8 : 4;
    StringBuilder text = new StringBuilder(bytes == 8 ? "6:" : "4:");
    for (int i = 0; i < bytes; i++) {
      text.append(Character.forDigit((address[i] >> 4) & 15, 16));
      text.append(Character.forDigit(address[i] & 15, 16));
    }
    return text.toString();
  }
}
