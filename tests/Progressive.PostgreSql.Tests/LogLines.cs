using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Progressive.PostgreSql.Tests;

internal sealed class LogLines : ILogger<PostgreSqlStateStore>
{
    private readonly ConcurrentQueue<(int Id, string Text)> _lines = new();

    public IReadOnlyList<int> Ids => [.. _lines.Select(static line => line.Id)];

    public IReadOnlyList<string> Texts => [.. _lines.Select(static line => line.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId.Id, formatter(state, exception)));
}
