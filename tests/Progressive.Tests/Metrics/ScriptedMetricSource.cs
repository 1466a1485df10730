using Progressive.Metrics;

namespace Progressive.Tests.Metrics;

/// <summary>Answers, fails or hangs, as the test says.</summary>
internal sealed class ScriptedMetricSource : MetricSource
{
    public List<string> Asked { get; } = [];

    public double? Answer { get; set; }

    public Exception? Failure { get; set; }

    public bool Hangs { get; set; }

    protected override ValueTask<double?> ReadCoreAsync(string query, CancellationToken cancellationToken)
    {
        Asked.Add(query);
        return Hangs ? new ValueTask<double?>(new TaskCompletionSource<double?>().Task)
            : Failure is { } failure ? throw failure
            : ValueTask.FromResult(Answer);
    }
}
