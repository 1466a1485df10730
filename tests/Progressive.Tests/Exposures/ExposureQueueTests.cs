using CsCheck;
using Progressive.Exposures;
using Xunit;

namespace Progressive.Tests.Exposures;

public sealed class ExposureQueueTests
{
    private static readonly Evaluation s_evaluation = new("checkout", "candidate", 1, isEnabled: true, EvaluationReason.Split);

    [Fact]
    public void Is_a_queue_of_bounded_length() => Gen.Bool.List[0, 200].Sample(steps =>
    {
        var queue = new ExposureQueue(8);
        var model = new Queue<long>();
        var next = 0L;
        foreach (var isWrite in steps)
        {
            if (isWrite)
            {
                var fits = model.Count < 8;
                if (queue.TryWrite(Pending(next)) != fits)
                {
                    return false;
                }

                if (fits)
                {
                    model.Enqueue(next);
                }

                next++;
            }
            else if (queue.TryRead(out var read) != model.TryDequeue(out var expected) || (read is { } exposure && exposure.Unit != expected))
            {
                return false;
            }
        }

        return true;
    });

    [Fact]
    public void Loses_and_doubles_nothing_among_many_writers()
    {
        const int Writers = 3;
        const int Each = 30_000;
        var queue = new ExposureQueue(64);
        var writers = Enumerable.Range(0, Writers).Select(w => new Thread(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                while (!queue.TryWrite(Pending((w * Each) + i)))
                {
                    Thread.Yield();
                }
            }
        })).ToArray();
        Array.ForEach(writers, t => t.Start());
        var last = Enumerable.Repeat(-1L, Writers).ToArray();
        var count = 0;
        while (count < Writers * Each)
        {
            if (queue.TryRead(out var read))
            {
                count++;
                var number = long.Parse(read.Value.Unit.ToString(), System.Globalization.CultureInfo.InvariantCulture);
                Assert.True(last[number / Each] < number % Each, "in order and once");
                last[number / Each] = number % Each;
            }
            else
            {
                Thread.Yield();
            }
        }

        Array.ForEach(writers, t => t.Join());
        Assert.False(queue.TryRead(out _));
        Assert.All(last, l => Assert.Equal(Each - 1, l));
    }

    private static PendingExposure Pending(long unit) => new(s_evaluation, unit, "tenant", DateTimeOffset.UnixEpoch);
}
