using System.Diagnostics;

namespace Progressive.Benchmarks.Subjects;

/// <summary>
/// The decorator a team would write by hand to do the same work: the ambient user hashed, two clock reads, counters and a histogram for each
/// variant. No rules, no kill switch, no guards, no cancellation, no fallback.
/// </summary>
internal sealed class HandWrittenPricing(IPricing stable, IPricing candidate)
{
    private static readonly AsyncLocal<string?> s_user = new();

    private readonly HandWrittenWatch.Cells _stable = new();
    private readonly HandWrittenWatch.Cells _candidate = new();

    public static void Enter(string user) => s_user.Value = user;

    public int Price(int item)
    {
        var tried = s_user.Value is { } user && HandWrittenWatch.Hash(user) < 1UL << 63;
        var cells = tried ? _candidate : _stable;
        var start = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref cells.Started);
        try
        {
            var price = (tried ? candidate : stable).Price(item);
            cells.Completed(Stopwatch.GetTimestamp() - start);
            return price;
        }
        catch
        {
            Interlocked.Increment(ref cells.Failed);
            throw;
        }
    }
}
