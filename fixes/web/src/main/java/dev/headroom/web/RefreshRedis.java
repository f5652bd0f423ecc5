package dev.headroom.web;

import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.codec.StringCodec;
import java.util.List;

/**
 * Sign-ins in Redis, for all instances. Each step is a Lua script, so none comes between two of
 * another. {@code {headroom:refresh}:f:FAMILY} is a hash; {@code {headroom:refresh}:s:SUBJECT} has
 * a subject's families by when they were refreshed. Both expire. While Redis does not answer nobody
 * is refreshed: from memory a token that was used elsewhere would seem good.
 */
final class RefreshRedis implements RefreshStore {

  private static final String FAMILY = "{headroom:refresh}:f:";
  private static final String SUBJECT = "{headroom:refresh}:s:";

  /**
   * KEYS family, subject; ARGV subject, hash, now, ends, last, per subject, idle. What has ended
   * goes first.
   */
  private static final String BEGIN =
      """
      redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', ARGV[3] - ARGV[7]))
      redis.call('HSET', KEYS[1], 'sub', ARGV[1], 'hash', ARGV[2], 'ends', ARGV[4],
        'last', ARGV[5], 'index', KEYS[2])
      redis.call('PEXPIRE', KEYS[1], ARGV[4] - ARGV[3])
      redis.call('ZADD', KEYS[2], ARGV[3], KEYS[1])
      redis.call('PEXPIRE', KEYS[2], ARGV[5] - ARGV[3])
      if redis.call('ZCARD', KEYS[2]) > tonumber(ARGV[6]) then
        for _, key in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
          local ends = redis.call('HGET', key, 'ends')
          if not ends or tonumber(ends) <= tonumber(ARGV[3]) then
            redis.call('ZREM', KEYS[2], key)
          end
        end
      end
      local over = redis.call('ZCARD', KEYS[2]) - ARGV[6]
      if over > 0 then
        for i, key in ipairs(redis.call('ZPOPMIN', KEYS[2], over)) do
          if i % 2 == 1 then redis.call('DEL', key) end
        end
      end
      """;

  /** KEYS family; ARGV hash, next hash, salt, now, idle, grace. */
  private static final String TURN =
      """
      local f = redis.call('HMGET', KEYS[1],
        'sub', 'hash', 'before', 'salt', 'turned', 'last', 'ends', 'index')
      local now = tonumber(ARGV[4])
      if not f[1] or tonumber(f[7]) <= now then return {'UNKNOWN'} end
      if f[2] == ARGV[1] then
        local ends = math.min(now + ARGV[5], tonumber(f[6]))
        local text = string.format('%.0f', ends)
        redis.call('HSET', KEYS[1], 'hash', ARGV[2], 'before', ARGV[1], 'salt', ARGV[3],
          'turned', ARGV[4], 'ends', text)
        redis.call('PEXPIRE', KEYS[1], string.format('%.0f', ends - now))
        redis.call('ZADD', f[8], 'XX', ARGV[4], KEYS[1])
        return {'NEXT', f[1], ARGV[3], text}
      end
      if f[3] == ARGV[1] and now - tonumber(f[5]) < tonumber(ARGV[6]) then
        return {'AGAIN', f[1], f[4], f[7]}
      end
      redis.call('DEL', KEYS[1])
      redis.call('ZREM', f[8], KEYS[1])
      return {'REUSED', f[1]}
      """;

  /** KEYS family. */
  private static final String END =
      """
      local index = redis.call('HGET', KEYS[1], 'index')
      if index then redis.call('ZREM', index, KEYS[1]) end
      redis.call('DEL', KEYS[1])
      """;

  /** KEYS subject. */
  private static final String END_ALL =
      """
      for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do redis.call('DEL', key) end
      redis.call('DEL', KEYS[1])
      """;

  private final RefreshOptions options;
  private final RedisLink<String> link;

  RefreshRedis(RefreshOptions options, String url) {
    this.options = options;
    this.link = new RedisLink<>(url, StringCodec.UTF8, System::nanoTime);
  }

  private List<String> run(String script, String[] keys, String... arguments) {
    try {
      return link.connection().sync().eval(script, ScriptOutputType.MULTI, keys, arguments);
    } catch (RedisException e) {
      throw new RefreshUnavailableException(e);
    }
  }

  @Override
  public void begin(String family, String subject, String hash, long nowMillis) {
    long last = nowMillis + options.longest().toMillis();
    var unused =
        run(
            BEGIN,
            new String[] {FAMILY + family, SUBJECT + Etags.hash(subject)},
            subject,
            hash,
            Long.toString(nowMillis),
            Long.toString(Math.min(nowMillis + options.idle().toMillis(), last)),
            Long.toString(last),
            Integer.toString(options.perSubject()),
            Long.toString(options.idle().toMillis()));
  }

  @Override
  public Turn turn(String family, String hash, String nextHash, String salt, long nowMillis) {
    List<String> answer =
        run(
            TURN,
            new String[] {FAMILY + family},
            hash,
            nextHash,
            salt,
            Long.toString(nowMillis),
            Long.toString(options.idle().toMillis()),
            Long.toString(options.grace().toMillis()));
    Turn.Kind kind = Turn.Kind.valueOf(answer.get(0));
    return switch (kind) {
      case UNKNOWN -> Turn.NOBODY;
      case REUSED -> new Turn(kind, answer.get(1), null, 0);
      case NEXT, AGAIN ->
          new Turn(kind, answer.get(1), answer.get(2), Long.parseLong(answer.get(3)));
    };
  }

  @Override
  public void end(String family) {
    var unused = run(END, new String[] {FAMILY + family});
  }

  @Override
  public void endAll(String subject) {
    var unused = run(END_ALL, new String[] {SUBJECT + Etags.hash(subject)});
  }

  @Override
  public void close() {
    link.close();
  }
}
