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
   * ARGV: namespace, key, token, lease in ms, rejected stamp, number of tags, tags. Rejected is
   * empty, the stamp of a form that cannot be used, "*" for one whose stamp cannot be read, or "~"
   * and a stamp for one that is still true but that the caller wants anew: it stays.
   *
   * <p>A lease is a header with its token behind it: when a tag or the namespace was invalidated
   * after it was taken, its holder's value will not be valid, so nobody waits for it.
   */
  LOOK_OR_LEASE(
      """
      local raw = redis.pcall('GET', KEYS[3])
      local clk = clock()
      if raw then
        local born = type(raw) == 'string' and valid(raw, ARGV[1], ARGV[2])
        if born and ARGV[5] ~= '*' and ARGV[5] ~= born and ARGV[5] ~= '~' .. born then
          return {'HIT', text(clk), raw}
        end
        if not born or ARGV[5] ~= '~' .. born then
          redis.call('DEL', KEYS[3])
        end
      end
      if fenced(ARGV[1], ARGV[2], ARGV[6], ARGV[7]) then
        return {'FENCED', text(clk)}
      end
      local lease = redis.call('GET', KEYS[4])
      if lease and token(lease) ~= ARGV[3] and valid(lease, ARGV[1], ARGV[2]) then
        return {'BUSY', text(clk)}
      end
      lease = '1 0 ' .. text(clk) .. ' 0 0 l 0 ' .. ARGV[6] .. ' ' .. ARGV[7] .. '\\n' .. ARGV[3]
      redis.call('SET', KEYS[4], lease, 'PX', ARGV[4])
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

  /**
   * ARGV: namespace, key, SHA-1 of the form that was changed, the form it was changed to. A patch
   * is an invalidation for everybody but the value itself, which goes on with its stamp and its
   * time to live: what was invalidated meanwhile is not patched.
   */
  PATCH(
      """
      local raw = redis.pcall('GET', KEYS[3])
      local same = type(raw) == 'string' and redis.sha1hex(raw) == ARGV[3]
      if raw and not same then
        return {'CHANGED', text(clock())}
      end
      local clk = advance('KEY', ARGV[1], ARGV[2])
      redis.call('DEL', KEYS[4])
      if same and valid(raw, ARGV[1], ARGV[2]) then
        redis.call('SET', KEYS[3], ARGV[4], 'KEEPTTL')
        return {'PATCHED', text(clk)}
      end
      redis.call('DEL', KEYS[3])
      return {'GONE', text(clk)}
      """),

  /** ARGV: namespace, key. */
  INVALIDATE_KEY(
      """
      redis.call('DEL', KEYS[3], KEYS[4])
      return {text(advance('KEY', ARGV[1], ARGV[2])), seq()}
      """),

  /**
   * ARGV: namespace, tag, most fields of g. Over the cap the older half of the tags goes, and the
   * floor rises to the youngest of them.
   */
  INVALIDATE_TAG(
      """
      local field = 't:' .. ARGV[1] .. ':' .. ARGV[2]
      clock()
      if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) and redis.call('HEXISTS', KEYS[1], field) == 0 then
        local all = redis.call('HGETALL', KEYS[1])
        local tags = {}
        for i = 1, #all, 2 do
          if string.sub(all[i], 1, 2) == 't:' then
            tags[#tags + 1] = {all[i], tonumber(all[i + 1])}
          end
        end
        table.sort(tags, function(a, b) return a[2] < b[2] end)
        local half = math.ceil(#tags / 2)
        local floor = tonumber(redis.call('HGET', KEYS[1], '#floor') or '0')
        for i = 1, half do
          redis.call('HDEL', KEYS[1], tags[i][1])
        end
        if half > 0 and tags[half][2] > floor then
          redis.call('HSET', KEYS[1], '#floor', text(tags[half][2]))
          emit('EVERYTHING', '', '', tags[half][2])
        end
      end
      local clk = advance('TAG', ARGV[1], ARGV[2])
      redis.call('HSET', KEYS[1], field, text(clk))
      return {text(clk), seq()}
      """),

  /** ARGV: namespace. */
  INVALIDATE_NAMESPACE(
      """
      local clk = advance('NAMESPACE', ARGV[1], '')
      redis.call('HSET', KEYS[1], 'n:' .. ARGV[1], text(clk))
      redis.call('HDEL', KEYS[1], 'p:' .. ARGV[1])
      return {text(clk), seq()}
      """),

  /** ARGV: namespace, pattern, most patterns. The oldest is folded into the namespace. */
  INVALIDATE_PATTERN(
      """
      local clk = advance('PATTERN', ARGV[1], ARGV[2])
      local list = {}
      for _, one in ipairs(patterns(redis.call('HGET', KEYS[1], 'p:' .. ARGV[1]))) do
        if one[2] ~= ARGV[2] then
          list[#list + 1] = one
        end
      end
      list[#list + 1] = {text(clk), ARGV[2]}
      while #list > tonumber(ARGV[3]) do
        local oldest = table.remove(list, 1)
        local known = redis.call('HGET', KEYS[1], 'n:' .. ARGV[1])
        if not known or tonumber(known) < tonumber(oldest[1]) then
          redis.call('HSET', KEYS[1], 'n:' .. ARGV[1], oldest[1])
        end
      end
      local parts = {}
      for i, one in ipairs(list) do
        parts[i] = one[1] .. ' ' .. #one[2] .. ':' .. one[2]
      end
      redis.call('HSET', KEYS[1], 'p:' .. ARGV[1], table.concat(parts))
      return {text(clk), seq()}
      """),

  /**
   * ARGV: fence such as {@code k:NAMESPACE:KEY}, token, time in ms. A field of g holds the tokens
   * and their ends; those that ended go.
   */
  FENCE(
      """
      clock()
      local field = '#f:' .. ARGV[1]
      local kept = owners(redis.call('HGET', KEYS[1], field), ARGV[2])
      kept[#kept + 1] = ARGV[2] .. ' ' .. text(micros() + tonumber(ARGV[3]) * 1000)
      redis.call('HSET', KEYS[1], field, table.concat(kept, ' '))
      return {'1'}
      """),

  /** ARGV: fence, token. */
  LIFT(
      """
      local field = '#f:' .. ARGV[1]
      local kept = owners(redis.call('HGET', KEYS[1], field), ARGV[2])
      if #kept == 0 then
        redis.call('HDEL', KEYS[1], field)
      else
        redis.call('HSET', KEYS[1], field, table.concat(kept, ' '))
      end
      return {'1'}
      """),

  /**
   * KEYS: g, a. ARGV: node, the last event that it has applied. Answers the time and the last
   * event's number, -1 if it is lost. A node that is about to wait for events acknowledges those it
   * has.
   */
  ACKNOWLEDGE(
      """
      local t = redis.call('TIME')
      local now = string.format('%.0f', t[1] * 1000000 + t[2])
      redis.pcall('HSETNX', KEYS[2], '#', now)
      redis.pcall('HSET', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. now)
      return {now, redis.call('HGET', KEYS[1], '#seq') or '-1'}
      """,
      ""),

  /**
   * KEYS: g, a. ARGV: node, event, for how many microseconds nodes count as live. Answers how many
   * live nodes have not acknowledged the event; -1 when the list is too young to have them all.
   */
  UNACKNOWLEDGED(
      """
      local now = micros()
      local all = redis.call('HGETALL', KEYS[2])
      local missing = 0
      local since = nil
      for i = 1, #all, 2 do
        if all[i] == '#' then
          since = tonumber(all[i + 1])
        else
          local acknowledged, at = string.match(all[i + 1], '^(%S+) (%S+)$')
          local age = now - tonumber(at)
          if age > 60 * tonumber(ARGV[3]) then
            redis.call('HDEL', KEYS[2], all[i])
          elseif all[i] ~= ARGV[1] and age <= tonumber(ARGV[3])
              and tonumber(acknowledged) < tonumber(ARGV[2]) then
            missing = missing + 1
          end
        end
      end
      if not since or now - since < tonumber(ARGV[3]) or tonumber(seq()) < tonumber(ARGV[2]) then
        return {'-1'}
      end
      return {text(missing)}
      """),

  /**
   * The generations together with the position of the feed that they belong to. ARGV: 1 to move the
   * clock, so that what is loaded from now on has a later stamp than what is there.
   */
  SNAPSHOT(
      """
      local clk = clock()
      if ARGV[1] == '1' then
        redis.call('HSET', KEYS[1], '#clk', text(math.max(clk + 1, micros())))
      end
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
      local function seq()
        return redis.call('HGET', KEYS[1], '#seq') or '-1'
      end
      local function emit(kind, namespace, name, stamp)
        local number = redis.call('HINCRBY', KEYS[1], '#seq', 1)
        redis.call('XADD', KEYS[2], 'MAXLEN', '~', '10000', '*', 'seq', text(number),
            'clk', text(stamp), 'kind', kind, 'ns', namespace, 'name', name)
      end
      local function advance(kind, namespace, name)
        local clk = math.max(clock() + 1, micros())
        redis.call('HSET', KEYS[1], '#clk', text(clk))
        emit(kind, namespace, name, clk)
        return clk
      end
      local function token(lease)
        return lease and string.match(lease, '\\n([^\\n]*)$')
      end
      local function patterns(raw)
        local list = {}
        local at = 1
        while raw and at <= #raw do
          local stamp, length, from = string.match(raw, '^(%d+) (%d+):()', at)
          if not stamp then
            return list
          end
          at = from + tonumber(length)
          list[#list + 1] = {stamp, string.sub(raw, from, at - 1)}
        end
        return list
      end
      -- Whether a key fits a pattern: * is any run of bytes.
      local function fits(pattern, key)
        local at = 1
        local from = 1
        while true do
          local star = string.find(pattern, '*', from, true)
          local part = string.sub(pattern, from, (star or 0) - 1)
          if not star then
            if from == 1 then
              return part == key
            end
            return #key - at + 1 >= #part and string.sub(key, #key - #part + 1) == part
          end
          local first, last = string.find(key, part, at, true)
          if not first or (from == 1 and first ~= 1) then
            return false
          end
          at = last + 1
          from = star + 1
        end
      end
      -- Each tag of '3:one3:two' with a prefix, added to a list; false if it is not whole.
      local function tags(raw, at, count, prefix, list)
        for i = 1, tonumber(count) do
          local length, from = string.match(raw, '^(%d+):()', at)
          if not length or #list > 1000 then
            return false
          end
          at = from + tonumber(length)
          list[#list + 1] = prefix .. string.sub(raw, from, at - 1)
        end
        return true
      end
      -- The tokens of a fence that stand, without one.
      local function owners(raw, without)
        local kept = {}
        local now = micros()
        for token, ends in string.gmatch(raw or '', '(%S+) (%d+)') do
          if token ~= without and tonumber(ends) > now then
            kept[#kept + 1] = token .. ' ' .. ends
          end
        end
        return kept
      end
      local function fenced(namespace, key, count, raw)
        local fields = {'#f:n:' .. namespace, '#f:k:' .. namespace .. ':' .. key}
        tags(raw, 1, count, '#f:t:' .. namespace .. ':', fields)
        for _, fence in ipairs(redis.call('HMGET', KEYS[1], unpack(fields))) do
          if fence and #owners(fence, '') > 0 then
            return true
          end
        end
        return false
      end
      -- The stamp of a stored form if floor, namespace, patterns and every tag admit it, else
      -- false.
      local function valid(raw, namespace, key)
        local born, count, at = string.match(raw, '^1 %x+ (%d+) %d+ %d+ %w %x+ (%d+) ()')
        if not born then
          return false
        end
        local fields = {'p:' .. namespace, '#floor', 'n:' .. namespace}
        if not tags(raw, at, count, 't:' .. namespace .. ':', fields) then
          return false
        end
        local generations = redis.call('HMGET', KEYS[1], unpack(fields))
        for i = 2, #fields do
          if generations[i] and tonumber(born) < tonumber(generations[i]) then
            return false
          end
        end
        for _, one in ipairs(patterns(generations[1])) do
          if tonumber(born) < tonumber(one[1]) and fits(one[2], key) then
            return false
          end
        end
        return born
      end
      """;

  private final String text;
  private final String sha;

  Script(String body) {
    this(body, prelude());
  }

  Script(String body, String prelude) {
    this.text = prelude + body;
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
    return sha1(text.getBytes(StandardCharsets.UTF_8));
  }

  static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
