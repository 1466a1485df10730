using Progressive.Assignment;
using Progressive.Flags;
using Xunit;

namespace Progressive.Tests.Flags;

/// <summary>A million evaluations while definitions reload and weights change: each one sees one whole state, old or new.</summary>
public sealed class ConcurrentEvaluationTests
{
    private const int Readers = 4;
    private const int Evaluations = 250_000;

    [Fact]
    public void Never_torn()
    {
        // Every generation has its own number of flags, order, variant names and revision, all derived from one letter: an evaluation that mixed two
        // of them would name a variant of one with the revision or the flag of another.
        CompiledFlagParts[][] generations = [Generation('a', 3), Generation('b', 200), Generation('c', 40)];
        var live = new LiveFlags();
        live.Publish(generations[0]);
        var key = new FlagKey("FLAG");
        var done = 0;
        var torn = 0;
        var changes = 0;
        var seen = new HashSet<string>[Readers];
        var readers = Enumerable.Range(0, Readers).Select(t => new Thread(() =>
        {
            seen[t] = [];
            var context = new EvaluationContext("user-" + (char)('0' + t));
            for (var i = 0; i < Evaluations; i++)
            {
                var snapshot = live.Current;
                CompiledFlag? flag;
                if (i % 2 == 0)
                {
                    flag = snapshot.Get(key);
                }
                else
                {
                    snapshot.TryGet("flag", out flag);
                }

                var evaluation = flag is null ? null : FlagEvaluator.Evaluate(flag, context);
                if (evaluation is null || !IsWhole(evaluation))
                {
                    Interlocked.Increment(ref torn);
                }
                else if (i % 64 == 0)
                {
                    seen[t].Add(evaluation.Variant);
                }
            }

            Interlocked.Increment(ref done);
        })).ToArray();
        Array.ForEach(readers, r => r.Start());

        while (Volatile.Read(ref done) < Readers)
        {
            changes++;
            var letter = (char)('a' + (changes % 3));
            if (changes % 4 == 0)
            {
                live.Publish(generations[changes % 3]);
            }
            else
            {
                live.Update("flag", s => s with
                {
                    Weight = Share.FromPartsPerMillion(changes * 7919 % (Share.Whole + 1)),
                    Revision = letter.ToString(),
                    KillReason = changes % 10 == 0 ? "pager" : null,
                });
            }
        }

        Array.ForEach(readers, r => r.Join());
        Assert.Equal(0, torn);
        Assert.True(changes > 100, $"only {changes} changes");
        Assert.True(seen.SelectMany(s => s).Distinct().Count() > 2, "the readers saw more than one generation");
    }

    private static bool IsWhole(Evaluation e) =>
        e.Flag == "flag"
        && e.Variant.Length == 3
        && e.Revision == e.Variant[2..]
        && (e.Reason == EvaluationReason.Split) == (e.Cause is null)
        && e.IsEnabled == e.Variant.StartsWith("on", StringComparison.Ordinal)
        && (e.Reason != EvaluationReason.Disabled || (!e.IsEnabled && e.Cause == "killed: pager"));

    private static CompiledFlagParts[] Generation(char letter, int count)
    {
        var text = letter.ToString();
        FlagVariant[] variants = [new("no" + text, 0, isOn: false, text), new("on" + text, 1, isOn: true, text)];
        var flag = FlagSample.Parts("flag", rollout: ("stable", "candidate")) with { Variants = variants };
        return [.. Enumerable.Range(0, count).Select(i => FlagSample.Parts($"other-{i}")), flag];
    }
}
