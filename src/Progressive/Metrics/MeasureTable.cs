using System.Collections.Immutable;

namespace Progressive.Metrics;

/// <summary>The measures that a window collects, and their readers. Immutable; another reader makes another table.</summary>
internal sealed class MeasureTable : CallMeasures
{
    private readonly ImmutableArray<MeasureCell> _cells;
    private readonly ImmutableArray<(int Cell, bool RandomisedOnly, MeasureRing Ring)> _readers;

    private readonly ImmutableArray<KeyedReader> _keyed;

    private MeasureTable(
        ImmutableArray<MeasureCell> cells,
        ImmutableArray<(int Cell, bool RandomisedOnly, MeasureRing Ring)> readers,
        ImmutableArray<KeyedReader> keyed)
    {
        _keyed = keyed;
        _cells = cells;
        _readers = readers;
    }

    public static MeasureTable Empty { get; } = new([], [], []);

    public IReadOnlyList<MeasureCell> Cells => _cells;

    /// <summary>Whether some measure waits for what exposed keys do later.</summary>
    public bool HasKeyed => _keyed.Length > 0;

    /// <summary>Whether some measure is recorded by calls.</summary>
    public bool HasReaders => _readers.Length > 0;

    public override int Count => _cells.Length;

    public bool IsRead(string measure) => IndexOf(measure, 0) is >= 0 and var index && _readers.Any(r => r.Cell == index);

    public MeasureTable With(string measure, bool randomisedOnly, MeasureRing ring)
    {
        var (cells, index) = CellsWith(measure);
        return new MeasureTable(cells, _readers.Add((index, randomisedOnly, ring)), _keyed);
    }

    public MeasureTable With(KeyedReader reader) => new(CellsWith(reader.Measure).Cells, _readers, _keyed.Add(reader));

    // The cells stay: what was refused is a total.
    public MeasureTable Without(MeasureRing ring) => new(_cells, _readers.RemoveAll(r => r.Ring == ring), _keyed);

    public MeasureTable Without(KeyedReader reader) => new(_cells, _readers, _keyed.Remove(reader));

    /// <summary>A call of somebody has ended.</summary>
    public void Expose(ulong key, bool randomised)
    {
        foreach (var reader in _keyed)
        {
            reader.Expose(key, randomised);
        }
    }

    public override int IndexOf(string measure, int likely)
    {
        if ((uint)likely < (uint)_cells.Length && _cells[likely].Is(measure))
        {
            return likely;
        }

        for (var i = 0; i < _cells.Length; i++)
        {
            if (_cells[i].Is(measure))
            {
                return i;
            }
        }

        return -1;
    }

    public override string NameAt(int index) => _cells[index].Name;

    public override void Reject(int index) => _cells[index].Reject();

    public override long Rejected(int index) => _cells[index].Rejected;

    /// <summary>Passes on a value that no call recorded.</summary>
    /// <returns>False when it was refused: it is no number at or above zero.</returns>
    public bool Publish(string measure, double value)
    {
        var index = IndexOf(measure, 0);
        if (index < 0)
        {
            return true;
        }

        if (!(value >= 0 && value <= double.MaxValue))
        {
            Reject(index);
            return false;
        }

        foreach (var (cell, _, ring) in _readers)
        {
            if (cell == index)
            {
                ring.Write(value);
            }
        }

        return true;
    }

    private (ImmutableArray<MeasureCell> Cells, int Index) CellsWith(string measure)
    {
        var index = IndexOf(measure, 0);
        if (index < 0 && _cells.Length == Most)
        {
            throw new InvalidOperationException($"More than {Most} measures of one variant are collected.");
        }

        return index < 0 ? (_cells.Add(new MeasureCell(measure)), _cells.Length) : (_cells, index);
    }

    /// <summary>Passes a completed call's measures to their readers.</summary>
    public void Publish(Call call, bool randomised)
    {
        // Tables of one window only grow, so an index of an older one still means the same.
        foreach (var (cell, randomisedOnly, ring) in _readers)
        {
            if ((randomised || !randomisedOnly) && call.Value(cell) is var value && !double.IsNaN(value))
            {
                ring.Write(value);
            }
        }
    }
}
