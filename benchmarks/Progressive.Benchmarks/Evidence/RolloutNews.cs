using Microsoft.Extensions.Logging;

namespace Progressive.Benchmarks.Evidence;

/// <summary>Says whether a rollout may have moved, from its log: asking for a status thousands of times a second would cost more than what is simulated.</summary>
internal sealed class RolloutNews : ILoggerProvider, ILogger
{
    private volatile bool _isNews = true;

    /// <summary>Whether anything was logged since the last time.</summary>
    public bool Take()
    {
        var isNews = _isNews;
        _isNews = false;
        return isNews;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _isNews = true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}
