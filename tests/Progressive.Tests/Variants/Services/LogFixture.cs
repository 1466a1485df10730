using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Progressive.Tests.Variants.Services;

/// <summary>Keeps what is logged.</summary>
public sealed class LogFixture : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Entries { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Entries.Enqueue(formatter(state, exception));

    public void Dispose()
    {
    }
}
