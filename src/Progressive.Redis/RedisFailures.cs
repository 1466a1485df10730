using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Progressive.Redis.Diagnostics;
using Progressive.State;
using StackExchange.Redis;

namespace Progressive.Redis;

/// <summary>What can go wrong between here and Redis, each with what to do about it.</summary>
internal static class RedisFailures
{
    private const int LongestReason = 240;

    private static readonly string[] s_transactionCommands = ["watch", "unwatch", "multi", "exec", "hget", "hexists"];

    /// <summary>An error of the connection or the server, and no mistake of ours; the client says that its pipe is closed as if that were a mistake.</summary>
    internal static bool IsOutage(Exception e) =>
        e is RedisException or RedisCommandException or TimeoutException or InvalidOperationException or OperationCanceledException or IOException or SocketException;

    internal static StateStoreException Of(Exception e, string work, string server, TimeSpan timeout, Exception? refusal = null) => e switch
    {
        RedisConnectionException when (RefusalIn(e) ?? refusal) is { } why => NotPermitted(why, work, server),
        TimeoutException => Make(
            ErrorCodes.Silent,
            $"{server} has not answered within {Seconds(timeout)} while {work}; it is not known whether it did it. "
            + "Look for what keeps it busy (SLOWLOG GET) and at the network between; RedisStateOptions.OperationTimeout is how long to wait.",
            e),
        RedisServerException => OfServer(e, work, server),
        RedisCommandException => Make(
            ErrorCodes.Refused, $"{server} cannot be asked for {work}: {Reason(e)} The connection must lead to a server that takes writes, with the commands of the access rules in its command map.", e),
        _ => Make(
            ErrorCodes.Unreachable,
            $"{server} cannot be reached for {work}: {Reason(e)} Check that it runs, that its name and port are right and that nothing is in between; the connection comes back by itself.",
            e),
    };

    /// <summary>The first connection is not there yet, and why is not known yet either.</summary>
    internal static StateStoreException NotOpened(Exception e, string work, string server, TimeSpan timeout) => Make(
        ErrorCodes.Unreachable,
        $"{server} cannot be reached for {work}: there is no connection after {Seconds(timeout)}. Check that it runs, that its name and port are right and that nothing is in between; the connection comes by itself.",
        e);

    /// <summary>Scripts are forbidden here, by access rules, by the command map, or because the server has none.</summary>
    internal static bool RefusesScripts(Exception e)
    {
        var text = e.Message;
        return e is RedisServerException or RedisCommandException && (Names(text, "eval") || Names(text, "evalsha") || Names(text, "script") || text.Contains("ERR This Redis command is not allowed", StringComparison.OrdinalIgnoreCase))
            && (text.StartsWith("NOPERM", StringComparison.Ordinal) || text.Contains("unknown command", StringComparison.OrdinalIgnoreCase)
                || text.Contains("not allowed", StringComparison.OrdinalIgnoreCase) || text.Contains("disabled", StringComparison.OrdinalIgnoreCase)
                || e is RedisCommandException)
            && !text.Contains("from script", StringComparison.OrdinalIgnoreCase);

        static bool Names(string text, string command) =>
            text.Contains($"'{command}", StringComparison.OrdinalIgnoreCase) || text.Contains($"`{command}", StringComparison.OrdinalIgnoreCase) || text.EndsWith($" {command}", StringComparison.OrdinalIgnoreCase);
    }

    internal static StateStoreException Malformed(RedisKey key, RedisValue field)
    {
        var place = field.IsNull ? $"'{key}'" : $"field '{Shown(field)}' of '{key}'";
        return Make(
            ErrorCodes.Malformed,
            $"In Redis {place} does not hold what this store writes. Somebody else has written there: look at it with redis-cli, then restore it or delete it, and keep others from these keys with access rules.",
            inner: null);
    }

    internal static StateStoreException TooManyReplicas(RedisKeys keys) => Make(
        ErrorCodes.TooManyReplicas,
        $"{SharedStateStore.MaxReplicas.ToString(CultureInfo.InvariantCulture)} other processes have reported to {keys.Scope} within the last {SharedStateStore.ReportLifetime.TotalMinutes.ToString(CultureInfo.InvariantCulture)} min, and there is no room for more. "
        + "Give each environment a scope of its own (Progressive:Environment); reports of processes that have ended are dropped when they are that old.",
        inner: null);

    internal static StateStoreException Contended(string work, string server) => Make(
        ErrorCodes.Contended,
        $"Others wrote to {server} so often that {work} found no moment of its own. Nothing was changed; try again, or let the server run scripts, which need no such moment.",
        inner: null);

    /// <summary>Part of what makes a transaction safe is forbidden. The client goes on without it, so that nothing else tells.</summary>
    internal static bool DeniesTransactions(string error) =>
        error.Contains("NOPERM", StringComparison.Ordinal) && Array.Exists(s_transactionCommands, command => error.Contains($"'{command}'", StringComparison.OrdinalIgnoreCase));

    internal static bool MissesScript(RedisServerException e) => e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal);

    /// <summary>What the server says against who connects; the client has it below an error that there is no connection.</summary>
    internal static Exception? RefusalIn(Exception? e) => e switch
    {
        null => null,
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => e,
        AggregateException many => many.InnerExceptions.Select(RefusalIn).FirstOrDefault(static inner => inner is not null),
        _ => MentionsPermission(e.Message) ? e : RefusalIn(e.InnerException),
    };

    internal static string Reason(Exception e)
    {
        var text = Shown(e.Message.ReplaceLineEndings(" "));
        return text.EndsWith('.') ? text : text + ".";
    }

    private static StateStoreException OfServer(Exception e, string work, string server)
    {
        var reason = e.Message;
        if (MentionsPermission(reason) || reason.Contains("EXEC without MULTI", StringComparison.Ordinal))
        {
            return NotPermitted(e, work, server);
        }

        if (Is("WRONGTYPE") || reason.Contains("hash value is not an integer", StringComparison.OrdinalIgnoreCase))
        {
            return Make(ErrorCodes.Malformed, $"{server} holds something else under a key of this store: {Reason(e)} Somebody else has written there; delete or rename that key, and keep others from it with access rules.", e);
        }

        var fix = Is("READONLY") ? "It is a replica. Connect to the primary, or name all servers in the configuration so that the primary is found; after a failover this ends by itself."
            : Is("OOM") ? "It has used up its memory. Raise maxmemory, or keep state in a server that is no cache; never let it evict keys of this store (maxmemory-policy noeviction)."
            : Is("MISCONF") ? "It cannot save to its disk and therefore takes no writes. Make room on the disk or correct its permissions."
            : Is("LOADING") ? "It is starting and reads its file. This ends by itself."
            : Is("MOVED") || Is("ASK") || Is("CLUSTERDOWN") || Is("CROSSSLOT") || Is("TRYAGAIN") ? "The cluster is moving slots or has lost servers. Name several of its servers in the configuration; while it reshapes itself this ends by itself."
            : Is("MASTERDOWN") || Is("NOREPLICAS") ? "It waits for other servers of its own. This ends when they are back."
            : Is("BUSY") ? "It runs somebody's script that does not end. SCRIPT KILL ends it."
            : "Look for the error in the documentation of the server.";
        return Make(ErrorCodes.Refused, $"{server} refuses {work}: {Reason(e)} {fix}", e);

        bool Is(string code) => reason.StartsWith(code, StringComparison.Ordinal) || reason.Contains($"-{code} ", StringComparison.Ordinal);
    }

    private static StateStoreException NotPermitted(Exception e, string work, string server) => Make(
        ErrorCodes.NotPermitted,
        $"{server} does not permit {work}: {Reason(e)} Check user and password, and give the user the access rules that the page on Redis lists.",
        e);

    private static bool MentionsPermission(string text) =>
        text.Contains("NOPERM", StringComparison.Ordinal) || text.Contains("NOAUTH", StringComparison.Ordinal) || text.Contains("WRONGPASS", StringComparison.Ordinal)
        || text.Contains("user executing the script can't", StringComparison.Ordinal);

    private static StateStoreException Make(string code, string message, Exception? inner) => new(code, $"{code}: {message}", inner);

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s";

    /// <summary>What a server or a field says may be anything, and ends up in logs.</summary>
    private static string Shown(RedisValue field)
    {
        ReadOnlyMemory<byte> bytes = field;
        return Shown(Encoding.Latin1.GetString(bytes.Span));
    }

    private static string Shown(string text)
    {
        var shown = text.Length <= LongestReason ? text : string.Concat(text.AsSpan(0, LongestReason), "...");
        return string.Create(shown.Length, shown, static (target, source) =>
        {
            for (var n = 0; n < source.Length; n++)
            {
                target[n] = source[n] is >= ' ' and <= '~' ? source[n] : '?';
            }
        });
    }
}
