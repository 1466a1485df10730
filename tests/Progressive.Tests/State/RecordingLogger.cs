using Microsoft.Extensions.Logging;

namespace Progressive.Tests.State;

internal sealed class RecordingLogger : ILogger
{
    private readonly Lock _sync = new();
    private readonly List<(LogLevel Level, EventId Id, string Message)> _entries = [];

    internal (LogLevel Level, EventId Id, string Message)[] Entries
    {
        get
        {
            lock (_sync)
            {
                return [.. _entries];
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_sync)
        {
            _entries.Add((logLevel, eventId, formatter(state, exception)));
        }
    }
}
