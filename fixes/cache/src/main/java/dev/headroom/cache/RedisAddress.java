package dev.headroom.cache;

import io.lettuce.core.RedisURI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A redis-url taken apart. */
record RedisAddress(Kind kind, List<RedisURI> uris) {

  /** What stands behind an address. */
  enum Kind {
    SERVER,
    SENTINEL,
    CLUSTER
  }

  private static final Map<String, Kind> SCHEMES =
      new TreeMap<>(
          Map.of(
              "redis", Kind.SERVER,
              "rediss", Kind.SERVER,
              "redis-sentinel", Kind.SENTINEL,
              "rediss-sentinel", Kind.SENTINEL,
              "redis-cluster", Kind.CLUSTER,
              "rediss-cluster", Kind.CLUSTER));

  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]/?#]+)(:\\d{1,5})?");

  private static final Map<Kind, String> EXAMPLES =
      Map.of(
          Kind.SERVER, "redis://user:password@host:6379/0",
          Kind.SENTINEL, "redis-sentinel://host1:26379,host2:26379/0#master",
          Kind.CLUSTER, "redis-cluster://user:password@host1:6379,host2:6379");

  static void check(String url) {
    var unused = of(url);
  }

  /** Errors do not repeat the address, nor does their cause: there may be a password in it. */
  static RedisAddress of(String url) {
    int end = url.indexOf("://");
    Kind kind = end < 0 ? null : SCHEMES.get(url.substring(0, end));
    if (kind == null) {
      throw new IllegalArgumentException(
          "a redis-url begins with "
              + String.join("://, ", SCHEMES.keySet())
              + "://, such as redis://localhost:6379");
    }
    try {
      List<RedisURI> uris = new ArrayList<>();
      if (kind == Kind.CLUSTER) {
        String scheme = url.startsWith("rediss") ? "rediss://" : "redis://";
        String rest = url.substring(end + 3);
        int at = rest.lastIndexOf('@');
        String user = rest.substring(0, at + 1);
        for (String host : rest.substring(at + 1).split(",", -1)) {
          RedisURI uri = RedisURI.create(scheme + user + host);
          if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("no host, or no port");
          }
          uris.add(uri);
        }
      } else {
        uris.add(RedisURI.create(url));
      }
      if (kind == Kind.SENTINEL && uris.get(0).getSentinelMasterId() == null) {
        throw new IllegalArgumentException("no master");
      }
      return new RedisAddress(kind, uris);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "redis-url cannot be read: write it as " + EXAMPLES.get(kind));
    }
  }
}
