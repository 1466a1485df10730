using System.Collections.Immutable;

namespace Progressive.Metrics;

/// <summary>The measures that a window collects, and their readers. Immutable; another reader makes another table.</summary>
internal sealed class MeasureTable : CallMeasures
{
    private readonly ImmutableArray<MeasureCell> _cells;
    private readonly ImmutableArray<(int Cell, bool RandomisedOnly, MeasureRing Ring)> _readers;

    private MeasureTable(ImmutableArray<MeasureCell> cells, ImmutableArray<(int Cell, bool RandomisedOnly, MeasureRing Ring)> readers)
    {
        _cells = cells;
        _readers = readers;
    }

    public static MeasureTable Empty { get; } = new([], []);

    public IReadOnlyList<MeasureCell> Cells => _cells;

    public bool HasReaders => _readers.Length > 0;

    public override int Count => _cells.Length;

    public bool IsRead(string measure) => IndexOf(measure) is >= 0 and var index && _readers.Any(r => r.Cell == index);

    public MeasureTable With(string measure, bool randomisedOnly, MeasureRing ring)
    {
        var index = IndexOf(measure);
        if (index < 0 && _cells.Length == Most)
        {
            throw new InvalidOperationException($"More than {Most} measures of one variant are collected.");
        }

        var cells = index < 0 ? _cells.Add(new MeasureCell(measure)) : _cells;
        return new MeasureTable(cells, _readers.Add((index < 0 ? _cells.Length : index, randomisedOnly, ring)));
    }

    // The cells stay: what was refused is a total.
    public MeasureTable Without(MeasureRing ring) => new(_cells, _readers.RemoveAll(r => r.Ring == ring));

    public override int IndexOf(string measure)
    {
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
        var index = IndexOf(measure);
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
