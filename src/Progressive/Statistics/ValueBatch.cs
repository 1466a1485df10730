namespace Progressive.Statistics;

/// <summary>
/// The values one arm showed in a tick, in the order they came, in memory that does not grow: when it is full, neighbours are joined and from then on an entry stands for twice as
/// many values. How many values an entry has depends on how many there were, never on what they are.
/// </summary>
internal sealed class ValueBatch
{
    internal const int Capacity = 512;

    private readonly double[] _sums = new double[Capacity];
    private int _full;
    private long _stride = 1;
    private double _partSum;
    private long _part;

    /// <summary>Values taken since <see cref="Clear"/>.</summary>
    internal long Values { get; private set; }

    /// <summary>Entries, the last of which may stand for fewer values.</summary>
    internal int Entries => _full + (_part > 0 ? 1 : 0);

    /// <summary>Values per full entry.</summary>
    internal long Stride => _stride;

    internal void Add(double value)
    {
        Values++;
        _partSum += value;
        if (++_part < _stride)
        {
            return;
        }

        if (_full == Capacity)
        {
            for (var i = 0; i < Capacity / 2; i++)
            {
                _sums[i] = _sums[2 * i] + _sums[(2 * i) + 1];
            }

            _full = Capacity / 2;
            _stride *= 2;
            return;
        }

        _sums[_full++] = _partSum;
        (_partSum, _part) = (0, 0);
    }

    /// <summary>The mean of the values of the entries <paramref name="from"/> (included) to <paramref name="to"/> (excluded), of which there is at least one.</summary>
    internal double Mean(int from, int to)
    {
        var sum = 0.0;
        var values = 0L;
        for (var i = from; i < to; i++)
        {
            sum += i < _full ? _sums[i] : _partSum;
            values += i < _full ? _stride : _part;
        }

        return sum / values;
    }

    internal void Clear()
    {
        (_full, _stride, _part, _partSum, Values) = (0, 1, 0, 0, 0);
    }
}
