using Progressive.State;

namespace Progressive.PostgreSql;

/// <summary>A record to write, if it is still at the expected version.</summary>
internal sealed record RecordWrite(string Key, ReadOnlyMemory<byte> Content, long ExpectedVersion);

/// <summary>How it ended, and the generation it belongs to.</summary>
internal sealed record RecordWritten(string Generation, StateWriteResult Result);

/// <summary>
/// Writes of one scope take turns at its row, so those that come while one is under way go together with the next: a thousand rollouts that are taken up at once cost a few commits and
/// not a thousand, and one connection. A write that comes alone waits for nobody.
/// </summary>
/// <param name="run">Writes some of them as one transaction; a result for each, in their order.</param>
internal sealed class WriteQueue(Func<IReadOnlyList<RecordWrite>, ValueTask<IReadOnlyList<RecordWritten>>> run)
{
    private const int MostWrites = 64;
    private const int MostBytes = 1024 * 1024;

    private readonly Lock _sync = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _isWriting;

    /// <summary>Cancelled before its turn, it is not written.</summary>
    public async Task<RecordWritten> AddAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(write);
        bool begins;
        lock (_sync)
        {
            _waiting.Enqueue(waiting);
            begins = !_isWriting;
            _isWriting = true;
        }

        if (begins)
        {
            // Without the context of the one who came first: the turn is everybody's.
            ThreadPool.UnsafeQueueUserWorkItem(static queue => _ = queue.WriteAsync(), this, preferLocal: false);
        }

        try
        {
            return await waiting.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_sync)
            {
                waiting.IsGivenUp = true;
            }

            throw;
        }
    }

    private async Task WriteAsync()
    {
        while (Take() is { Count: > 0 } taken)
        {
            try
            {
                var results = await run([.. taken.Select(static waiting => waiting.Write)]).ConfigureAwait(false);
                for (var n = 0; n < taken.Count; n++)
                {
                    taken[n].Done.SetResult(results[n]);
                }
            }
            catch (Exception e)
            {
                foreach (var waiting in taken)
                {
                    // An exception is for one.
                    waiting.Done.TrySetException(e is StateStoreException failure ? new StateStoreException(failure.Code, failure.Message, failure) : e);
                }
            }
        }
    }

    private List<Waiting> Take()
    {
        var taken = new List<Waiting>();
        lock (_sync)
        {
            for (var bytes = 0; taken.Count < MostWrites && bytes < MostBytes && _waiting.TryDequeue(out var next);)
            {
                if (!next.IsGivenUp)
                {
                    taken.Add(next);
                    bytes += next.Write.Content.Length;
                }
            }

            _isWriting = taken.Count > 0;
        }

        return taken;
    }

    private sealed class Waiting(RecordWrite write)
    {
        public RecordWrite Write => write;

        public TaskCompletionSource<RecordWritten> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsGivenUp { get; set; }
    }
}
