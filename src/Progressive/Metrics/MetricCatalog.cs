using System.Collections.Concurrent;

namespace Progressive.Metrics;

/// <summary>The metrics in force, for those that feed them.</summary>
internal sealed class MetricCatalog
{
    private readonly ConcurrentDictionary<string, string> _problems = new(StringComparer.OrdinalIgnoreCase);
    private volatile MetricSet _current = MetricSet.Empty;

    public event Action? Changed;

    public MetricSet Current
    {
        get => _current;
        set
        {
            if (!_current.Equals(value))
            {
                _current = value;
                Changed?.Invoke();
            }
        }
    }

    /// <summary>Why a metric has no value at the moment; null while it has, or was never asked for.</summary>
    public string? ProblemOf(string metric) => _problems.GetValueOrDefault(metric);

    /// <summary>Takes note of how asking went.</summary>
    /// <returns>Whether this is a problem that was not there before.</returns>
    public bool Tell(string metric, string? problem)
    {
        if (problem is null)
        {
            _problems.TryRemove(metric, out _);
            return false;
        }

        var before = _problems.GetValueOrDefault(metric);
        _problems[metric] = problem;
        return before is null;
    }
}
