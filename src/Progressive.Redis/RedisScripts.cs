namespace Progressive.Redis;

/// <summary>
/// The scripts. Each checks all it reads before the first write, since a script that fails midway is not taken back; publishing comes last and may fail, for a hint is no promise.
/// Answers begin with 1 (done), 0 (not done) or -1 (what the named field holds is not ours).
/// </summary>
internal static class RedisScripts
{
    private const string NextVersion = """
        local ver = tonumber(redis.call('HGET', KEYS[1], 'ver') or '0')
        if not ver or not (ver >= 0 and ver < 9e15) then return {-1, 'ver'} end
        local t = redis.call('TIME')
        ver = string.format('%.0f', math.max(ver + 1, t[1] * 1000000 + t[2]))

        """;

    /// <summary>KEYS document, index. ARGV key, expected version, content, generation, channel.</summary>
    internal static RedisScript Write { get; } = new("""
        local field = 'r:' .. ARGV[1]
        local old = redis.call('HGET', KEYS[1], field)
        local at = '0'
        if old then
          at = string.match(old, '^(%d+):')
          if not at then return {-1, field} end
        end
        if at ~= ARGV[2] then return {0, old} end

        """ + NextVersion + """
        redis.call('HSET', KEYS[1], field, ver .. ':' .. ARGV[3], 'ver', ver)
        redis.call('HSETNX', KEYS[1], 'gen', ARGV[4])
        redis.call('ZADD', KEYS[2], ver, ARGV[1])
        redis.pcall('PUBLISH', ARGV[5], redis.call('HGET', KEYS[1], 'gen') .. ':' .. ver .. ':' .. ARGV[1])
        return {1, ver}
        """);

    /// <summary>KEYS document, log. ARGV entry, capacity, generation.</summary>
    internal static RedisScript Append { get; } = new(NextVersion + """
        redis.call('RPUSH', KEYS[2], ARGV[1])
        redis.call('LTRIM', KEYS[2], -tonumber(ARGV[2]), -1)
        redis.call('HSET', KEYS[1], 'ver', ver)
        redis.call('HSETNX', KEYS[1], 'gen', ARGV[3])
        return {1}
        """);

    /// <summary>KEYS document, reports, index. ARGV process, content, generation, lifetime in ms, greatest number of reports, how many of the old ones to drop.</summary>
    internal static RedisScript Report { get; } = new("""
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        local old = redis.call('HGET', KEYS[2], ARGV[1])
        local ordinal = nil
        if old then
          ordinal = string.match(old, '^(%d+):')
          if not ordinal then return {-1, ARGV[1]} end
        end
        local n = redis.call('HGET', KEYS[1], 'n') or '0'
        if not string.match(n, '^%d+$') or #n > 15 then return {-1, 'n'} end
        for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], string.format('(%.0f', ARGV[4] - now), '(0', 'LIMIT', 0, ARGV[6])) do
          redis.call('ZREM', KEYS[3], gone)
          redis.call('HDEL', KEYS[2], string.sub(gone, 2))
        end
        if not old and redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[5]) then return {0} end
        redis.call('HSETNX', KEYS[1], 'gen', ARGV[3])
        if not ordinal then ordinal = string.format('%.0f', redis.call('HINCRBY', KEYS[1], 'n', 1)) end
        local at = string.format('%.0f', now)
        redis.call('HSET', KEYS[2], ARGV[1], ordinal .. ':' .. at .. ':' .. ARGV[2])
        redis.call('ZADD', KEYS[3], '-' .. at, ':' .. ARGV[1])
        return {1, ordinal}
        """);

    /// <summary>KEYS reports, index. ARGV process.</summary>
    internal static RedisScript Retract { get; } = new("""
        redis.call('HDEL', KEYS[1], ARGV[1])
        redis.call('ZREM', KEYS[2], ':' .. ARGV[1])
        return {1}
        """);

    /// <summary>KEYS leases. ARGV name, owner, duration in ms.</summary>
    internal static RedisScript Lease { get; } = new("""
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        local held = redis.call('HGET', KEYS[1], ARGV[1])
        if held then
          local owner, till = string.match(held, '^([^:]+):(%d+)$')
          if not owner then return {-1, ARGV[1]} end
          if owner ~= ARGV[2] and now < tonumber(till) then return {0} end
        end
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ':' .. string.format('%.0f', now + ARGV[3]))
        return {1}
        """);

    /// <summary>KEYS leases. ARGV name, owner.</summary>
    internal static RedisScript Release { get; } = new("""
        local held = redis.call('HGET', KEYS[1], ARGV[1])
        if held and string.sub(held, 1, #ARGV[2] + 1) == ARGV[2] .. ':' then redis.call('HDEL', KEYS[1], ARGV[1]) end
        return {1}
        """);
}
