using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Progressive.Tests.Definitions;

/// <summary>Keeps what was logged.</summary>
internal sealed class LogLines : ILogger, ILoggerProvider
{
    public ConcurrentQueue<(int Id, string Text)> Lines { get; } = new();

    public IReadOnlyList<string> Of(int id) => [.. Lines.Where(l => l.Id == id).Select(l => l.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue((eventId.Id, formatter(state, exception)));

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }
}
