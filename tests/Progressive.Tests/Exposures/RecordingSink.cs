using System.Threading.Channels;
using Progressive.Exposures;

namespace Progressive.Tests.Exposures;

/// <summary>Keeps what it gets, or fails, or takes its time, as a test says.</summary>
internal sealed class RecordingSink : ExposureSink
{
    private readonly Channel<IReadOnlyList<Exposure>> _batches = Channel.CreateUnbounded<IReadOnlyList<Exposure>>();

    public Func<CancellationToken, Task> Behave { get; set; } = static _ => Task.CompletedTask;

    /// <summary>The next batch; waits for it.</summary>
    public ValueTask<IReadOnlyList<Exposure>> NextAsync() => _batches.Reader.ReadAsync(Xunit.TestContext.Current.CancellationToken);

    public bool TryNext(out IReadOnlyList<Exposure>? batch) => _batches.Reader.TryRead(out batch);

    protected override async ValueTask SendAsyncCore(IReadOnlyList<Exposure> exposures, CancellationToken cancellationToken)
    {
        _batches.Writer.TryWrite(exposures);
        await Behave(cancellationToken);
    }
}
