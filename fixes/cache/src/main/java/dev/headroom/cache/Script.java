package dev.headroom.cache;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the server does atomically. KEYS are {@code g} (the generations), {@code inv} (the feed),
 * and for scripts about one key {@code d} (the value) and {@code l} (the lease).
 *
 * <p>Numbers go through {@code string.format('%.0f')}: Lua's own conversion writes 16 digits as
 * 1.7e+15 and loses the last ones.
 */
enum Script {
  /**
   * ARGV: namespace, token, lease in ms, rejected stamp, number of tags, tags. A lease is a header
   * with its token behind it: when a tag or the namespace was invalidated after it was taken, its
   * holder's value will not be valid, so nobody waits for it.
   */
  LOOK_OR_LEASE(
      """
      local raw = redis.pcall('GET', KEYS[3])
      local clk = clock()
      if raw then
        local born = type(raw) == 'string' and valid(raw, ARGV[1])
        if born and ARGV[4] ~= '*' and ARGV[4] ~= born then
          return {'HIT', text(clk), raw}
        end
        redis.call('DEL', KEYS[3])
      end
      local lease = redis.call('GET', KEYS[4])
      if lease and token(lease) ~= ARGV[2] and valid(lease, ARGV[1]) then
        return {'BUSY', text(clk)}
      end
      lease = '1 0 ' .. text(clk) .. ' 0 0 l ' .. ARGV[5] .. ' ' .. ARGV[6] .. '\\n' .. ARGV[2]
      redis.call('SET', KEYS[4], lease, 'PX', ARGV[3])
      return {'LEASED', text(clk)}
      """),

  /** ARGV: token, value, time to live in ms. */
  STORE(
      """
      if token(redis.call('GET', KEYS[4])) ~= ARGV[1] then
        return {'0'}
      end
      redis.call('DEL', KEYS[4])
      redis.call('SET', KEYS[3], ARGV[2], 'PX', ARGV[3])
      return {'1'}
      """),

  /** ARGV: token. */
  RELEASE(
      """
      if token(redis.call('GET', KEYS[4])) == ARGV[1] then
        redis.call('DEL', KEYS[4])
      end
      return {'1'}
      """),

  /** ARGV: namespace, key. */
  INVALIDATE_KEY(
      """
      redis.call('DEL', KEYS[3], KEYS[4])
      return {text(advance('KEY', ARGV[1], ARGV[2]))}
      """),

  /** ARGV: namespace, tag, most fields of g. Over the cap all tags go and the floor rises. */
  INVALIDATE_TAG(
      """
      local field = 't:' .. ARGV[1] .. ':' .. ARGV[2]
      clock()
      if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) and redis.call('HEXISTS', KEYS[1], field) == 0 then
        local kept = redis.call('HMGET', KEYS[1], '#clk', '#seq')
        redis.call('DEL', KEYS[1])
        redis.call('HSET', KEYS[1], '#clk', kept[1], '#seq', kept[2], '#floor', kept[1])
        local all = advance('EVERYTHING', '', '')
        redis.call('HSET', KEYS[1], '#floor', text(all))
        return {text(all)}
      end
      local clk = advance('TAG', ARGV[1], ARGV[2])
      redis.call('HSET', KEYS[1], field, text(clk))
      return {text(clk)}
      """),

  /** ARGV: namespace. */
  INVALIDATE_NAMESPACE(
      """
      local clk = advance('NAMESPACE', ARGV[1], '')
      redis.call('HSET', KEYS[1], 'n:' .. ARGV[1], text(clk))
      return {text(clk)}
      """),

  /** The generations together with the position of the feed that they belong to. */
  SNAPSHOT(
      """
      local clk = clock()
      local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
      local position = '0-0'
      if last[1] then
        position = last[1][1]
      end
      local answer = redis.call('HGETALL', KEYS[1])
      table.insert(answer, 1, position)
      table.insert(answer, 1, text(micros()))
      return answer
      """);

  private static final String PRELUDE =
      """
      local function micros()
        local t = redis.call('TIME')
        return t[1] * 1000000 + t[2]
      end
      local function text(n)
        return string.format('%.0f', n)
      end
      -- Without its clock the server has lost its generations (evicted, flushed, restarted empty):
      -- whatever is stored may be outdated, so nothing born before now is valid.
      local function clock()
        local clk = redis.call('HGET', KEYS[1], '#clk')
        if clk then
          return tonumber(clk)
        end
        local now = micros()
        redis.call('DEL', KEYS[1])
        redis.call('HSET', KEYS[1], '#clk', text(now), '#floor', text(now), '#seq', text(now))
        return now
      end
      local function advance(kind, namespace, name)
        local clk = math.max(clock() + 1, micros())
        local seq = redis.call('HINCRBY', KEYS[1], '#seq', 1)
        redis.call('HSET', KEYS[1], '#clk', text(clk))
        redis.call('XADD', KEYS[2], 'MAXLEN', '~', '10000', '*',
            'seq', text(seq), 'clk', text(clk), 'kind', kind, 'ns', namespace, 'name', name)
        return clk
      end
      local function token(lease)
        return lease and string.match(lease, '\\n([^\\n]*)$')
      end
      -- The stamp of a stored form if floor, namespace and every tag admit it, else false.
      local function valid(raw, namespace)
        local born, count, at = string.match(raw, '^1 %x+ (%d+) %d+ %d+ %a (%d+) ()')
        if not born then
          return false
        end
        local fields = {'#floor', 'n:' .. namespace}
        for i = 1, tonumber(count) do
          local length, from = string.match(raw, '^(%d+):()', at)
          if not length or #fields > 1000 then
            return false
          end
          at = from + tonumber(length)
          fields[#fields + 1] = 't:' .. namespace .. ':' .. string.sub(raw, from, at - 1)
        end
        local generations = redis.call('HMGET', KEYS[1], unpack(fields))
        for i = 1, #fields do
          if generations[i] and tonumber(born) < tonumber(generations[i]) then
            return false
          end
        end
        return born
      end
      """;

  private final String text;
  private final String sha;

  Script(String body) {
    this.text = prelude() + body;
    this.sha = sha1(text);
  }

  String text() {
    return text;
  }

  String sha() {
    return sha;
  }

  /** Not the field itself: an enum's constants come before its statics. */
  private static String prelude() {
    return PRELUDE;
  }

  static String sha1(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
