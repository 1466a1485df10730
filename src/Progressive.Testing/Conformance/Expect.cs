using System.Globalization;
using System.Text;
using Progressive.State;

namespace Progressive.Testing.Conformance;

/// <summary>Says what was expected and what was found, where they differ.</summary>
internal static class Expect
{
    private const int MostShown = 16;

    internal static void That(bool isSo, string expected, string found)
    {
        if (!isSo)
        {
            throw new ExpectationException(expected, found);
        }
    }

    internal static void Equal<T>(T expected, T found, string what) =>
        That(EqualityComparer<T>.Default.Equals(expected, found), $"{what} to be {Text(expected)}", Text(found));

    internal static void Same(IEnumerable<string> expected, IEnumerable<string> found, string what)
    {
        string[] wanted = [.. expected], got = [.. found];
        var start = 0;
        while (Math.Max(wanted.Length, got.Length) > MostShown && start < wanted.Length && start < got.Length && wanted[start] == got[start])
        {
            start++;
        }

        var from = start > 0 ? $", from number {Text(start)} on," : "";
        That(wanted.SequenceEqual(got, StringComparer.Ordinal), $"{what}{from} to be {List(wanted[start..])}", List(got[start..]));
    }

    internal static void Content(ReadOnlySpan<byte> expected, ReadOnlyMemory<byte> found, string what) =>
        That(expected.SequenceEqual(found.Span), $"the content of {what} to be {Text(expected)}", Text(found.Span));

    internal static StateRecord Record(StateReading reading, string key, ReadOnlySpan<byte> content)
    {
        That(reading.Records.TryGetValue(key, out var record), $"a record '{key}'", $"the records {List(reading.Records.Keys)}");
        Content(content, record!.Content, $"record '{key}'");
        return record;
    }

    internal static void Written(StateWriteResult result, string what) =>
        That(result is { Succeeded: true, Version: > 0, Current: null }, $"{what} to be written at a version above 0", Text(result));

    internal static void Conflict(StateWriteResult result, long version, ReadOnlySpan<byte> content, string what)
    {
        That(!result.Succeeded && result.Version == version && result.Current?.Version == version, $"{what} to conflict with version {Text(version)}", Text(result));
        Content(content, result.Current!.Content, "the record that is in the way");
    }

    internal static void ConflictWithNothing(StateWriteResult result, string what) =>
        That(result is { Succeeded: false, Version: 0, Current: null }, $"{what} to conflict with version 0, the record there being none", Text(result));

    internal static async Task<TException> ThrowsAsync<TException>(Func<Task> call, string what)
        where TException : Exception
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (TException e)
        {
            return e;
        }
        catch (Exception e) when (e is not ExpectationException)
        {
            throw new ExpectationException($"{what} to throw {typeof(TException).Name}", $"{e.GetType().Name}: {e.Message}", e);
        }

        throw new ExpectationException($"{what} to throw {typeof(TException).Name}", "no error");
    }

    internal static async Task<T> NoErrorAsync<T>(Func<Task<T>> call, string what)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (ExpectationException or OperationCanceledException))
        {
            throw new ExpectationException($"{what} without an error", $"{e.GetType().Name}: {e.Message}", e);
        }
    }

    /// <param name="id">The number of the error: 355 for an invalid key.</param>
    /// <param name="message">What the message goes on with.</param>
    /// <param name="call">The call.</param>
    /// <param name="what">What is called.</param>
    internal static async Task RefusedAsync(int id, string message, Func<Task> call, string what)
    {
        var error = await ThrowsAsync<ArgumentException>(call, what).ConfigureAwait(false);
        var start = string.Create(CultureInfo.InvariantCulture, $"PRG{id:D4}: {message}");
        That(error.Message.StartsWith(start, StringComparison.Ordinal), $"the message of {what} to begin with '{start}'", $"'{error.Message}'");
    }

    internal static string List(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all.Length == 0 ? "none" : string.Join(", ", all.Take(MostShown).Select(static name => $"'{name}'")) + (all.Length > MostShown ? $" and {Text(all.Length - MostShown)} more" : "");
    }

    private static string Text(StateWriteResult result) => result.Succeeded
        ? $"a write of version {Text(result.Version)}"
        : $"a conflict with version {Text(result.Version)}, the record there being {(result.Current is { } there ? $"at version {Text(there.Version)}" : "none")}";

    private static string Text<T>(T value) => value switch
    {
        null => "nothing",
        string text => $"'{text}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Text(ReadOnlySpan<byte> content)
    {
        var shown = content[..Math.Min(content.Length, MostShown)];
        var text = shown.ContainsAnyExceptInRange((byte)32, (byte)126) ? Convert.ToHexString(shown) : Encoding.ASCII.GetString(shown);
        return $"'{text}{(content.Length > MostShown ? "..." : "")}' ({Text(content.Length)} bytes)";
    }
}
