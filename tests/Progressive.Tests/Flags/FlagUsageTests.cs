using CsCheck;
using Progressive.Flags;
using Xunit;

namespace Progressive.Tests.Flags;

public sealed class FlagUsageTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] s_variants = ["a", "b", "c"];

    [Fact]
    public void Nothing_is_known_at_first()
    {
        var usage = new FlagUsage(s_start).After([], s_start.AddDays(1));
        Assert.Equal((s_start, null, null, null), (usage.KnownSince, usage.LastEvaluated, usage.Answer, usage.AnswerSince));
        Assert.Empty(usage.Served);
    }

    [Fact]
    public void Being_asked_by_other_flags_is_use_and_no_answer()
    {
        var usage = new FlagUsage(s_start).After(["a"], s_start.AddDays(1)).AskedByOthers(s_start.AddDays(9));
        Assert.Equal((s_start.AddDays(9), "a", s_start.AddDays(1)), (usage.LastEvaluated, usage.Answer, usage.AnswerSince));
    }

    /// <summary>Against the definition of the words, over the whole log of sweeps.</summary>
    [Fact]
    public void It_is_what_the_log_of_all_sweeps_says() =>
        Gen.Int[0, 7].Array[0, 30].Sample(masks =>
        {
            var log = masks.Select((mask, i) => (Served: s_variants.Where((_, v) => (mask >> v & 1) == 1).ToArray(), At: s_start.AddMinutes(i + 1))).ToArray();
            var usage = log.Aggregate(new FlagUsage(s_start), static (known, sweep) => known.After(sweep.Served, sweep.At));
            var used = log.Where(static sweep => sweep.Served.Length > 0).ToArray();
            Assert.Equal(used.Length == 0 ? null : used[^1].At, usage.LastEvaluated);
            foreach (var variant in s_variants)
            {
                var served = used.Where(sweep => sweep.Served.Contains(variant)).Select(static sweep => (DateTimeOffset?)sweep.At).LastOrDefault();
                Assert.Equal(served, usage.Served.Where(entry => entry.Variant == variant).Select(static entry => (DateTimeOffset?)entry.At).SingleOrDefault());
            }

            var answer = used.Length > 0 && used[^1].Served.Length == 1 ? used[^1].Served[0] : null;
            Assert.Equal(answer, usage.Answer);
            var since = answer is null ? null : used.Reverse().TakeWhile(sweep => sweep.Served is [var only] && only == answer).Select(static sweep => (DateTimeOffset?)sweep.At).Last();
            Assert.Equal(since, usage.AnswerSince);
        });
}
