using System.Collections.Concurrent;

namespace Progressive.Metrics;

/// <summary>
/// Joins what is tracked by key to the exposures of one window: a key's value is what it added up within a time of its first exposure, and is known
/// when that time has passed. Known earlier would be known selectively: conversions come before their absence does.
/// </summary>
/// <remarks>Calls and trackers leave notes in bounded queues; everything else happens on the reader's thread.</remarks>
internal sealed class KeyedReader(string measure, TimeSpan within, bool randomisedOnly, TimeProvider time, Action<KeyedReader> close) : IMeasureReader
{
    /// <summary>Keys that wait for their value, at 48 bytes each.</summary>
    internal const int MostKeys = 100_000;

    private const int MostNotes = 16_384;
    private const int Recent = 1024;

    private readonly ConcurrentQueue<Note> _notes = new();
    private readonly ulong[] _recent = new ulong[Recent];
    private readonly Dictionary<ulong, double> _waiting = [];
    private readonly Queue<(ulong Key, long Since)> _order = new();
    private int _noteCount;
    private long _dropped;

    public string Measure { get; } = measure;

    public long Dropped => Volatile.Read(ref _dropped);

    public void Expose(ulong key, bool randomised)
    {
        // Most exposures repeat an earlier one; a key that lost its place here only leaves a note that changes nothing.
        if ((randomised || !randomisedOnly) && Interlocked.Exchange(ref _recent[key % Recent], key) != key)
        {
            Leave(new Note(key, double.NaN, time.GetTimestamp()));
        }
    }

    public void Track(ulong key, double value) => Leave(new Note(key, value, time.GetTimestamp()));

    public int Drain(Span<double> destination)
    {
        while (_notes.TryDequeue(out var note))
        {
            Interlocked.Decrement(ref _noteCount);
            Take(note);
        }

        var now = time.GetTimestamp();
        var count = 0;
        while (count < destination.Length && _order.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Since, now) >= within)
        {
            _order.Dequeue();
            _waiting.Remove(oldest.Key, out var value);
            destination[count++] = value;

            // Seen again it is a new exposure.
            Interlocked.CompareExchange(ref _recent[oldest.Key % Recent], 0, oldest.Key);
        }

        return count;
    }

    public void Dispose() => close(this);

    private void Take(in Note note)
    {
        if (!double.IsNaN(note.Value))
        {
            if (_waiting.TryGetValue(note.Key, out var value))
            {
                _waiting[note.Key] = Math.Min(value + note.Value, double.MaxValue);
            }

            return;
        }

        // Dropped by when it came: who is left out does not depend on what becomes of them.
        if (_waiting.Count >= MostKeys)
        {
            Interlocked.Increment(ref _dropped);
        }
        else if (_waiting.TryAdd(note.Key, 0))
        {
            _order.Enqueue((note.Key, note.At));
        }
    }

    private void Leave(Note note)
    {
        if (Interlocked.Increment(ref _noteCount) > MostNotes)
        {
            Interlocked.Decrement(ref _noteCount);
            Interlocked.Increment(ref _dropped);
            return;
        }

        _notes.Enqueue(note);
    }

    // Without a value it is an exposure.
    private readonly record struct Note(ulong Key, double Value, long At);
}
