using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Progressive.Exposures;

/// <summary>What waits to be sent: a ring of fixed size for many writers and one reader, who never wait for each other.</summary>
/// <remarks>
/// Vyukov's bounded queue (https://www.1024cores.net/home/lock-free-algorithms/queues/bounded-mpmc-queue): a cell's turn says whether it may be written or
/// read in this round. A bounded channel takes a lock for each write.
/// </remarks>
internal sealed class ExposureQueue
{
    private readonly Cell[] _cells;
    private readonly long _last;
    private long _head;
    private long _tail;

    /// <param name="capacity">How many may wait; rounded up to a power of two.</param>
    public ExposureQueue(int capacity)
    {
        _cells = new Cell[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, capacity))];
        _last = _cells.Length - 1;
        for (var i = 0; i < _cells.Length; i++)
        {
            _cells[i].Turn = i;
        }
    }

    /// <returns>False where it is full.</returns>
    public bool TryWrite(in PendingExposure exposure)
    {
        var tail = Volatile.Read(ref _tail);
        while (true)
        {
            ref var cell = ref _cells[tail & _last];
            switch (Volatile.Read(ref cell.Turn) - tail)
            {
                case 0:
                    var seen = Interlocked.CompareExchange(ref _tail, tail + 1, tail);
                    if (seen == tail)
                    {
                        cell.Exposure = exposure;
                        Volatile.Write(ref cell.Turn, tail + 1);
                        return true;
                    }

                    tail = seen;
                    break;
                case < 0:
                    return false;
                default:
                    tail = Volatile.Read(ref _tail);
                    break;
            }
        }
    }

    /// <summary>For one thread at a time.</summary>
    public bool TryRead([NotNullWhen(true)] out PendingExposure? exposure)
    {
        ref var cell = ref _cells[_head & _last];
        if (Volatile.Read(ref cell.Turn) != _head + 1)
        {
            exposure = null;
            return false;
        }

        exposure = cell.Exposure;
        cell.Exposure = default;
        Volatile.Write(ref cell.Turn, _head + _cells.Length);
        _head++;
        return true;
    }

    private struct Cell
    {
        public long Turn;
        public PendingExposure Exposure;
    }
}
