namespace Progressive.Metrics;

/// <summary>The measures of a whole request, which are whatever it records: which flags it reads shows only as it goes on.</summary>
internal sealed class ScopeMeasures : CallMeasures
{
    private readonly Lock _gate = new();
    private readonly List<string> _names = [];
    private readonly long[] _rejected = new long[Most];

    public override int Count
    {
        get
        {
            lock (_gate)
            {
                return _names.Count;
            }
        }
    }

    public override int IndexOf(string measure, int likely)
    {
        lock (_gate)
        {
            var index = _names.FindIndex(name => string.Equals(name, measure, StringComparison.OrdinalIgnoreCase));
            if (index >= 0 || _names.Count == Most)
            {
                return index;
            }

            _names.Add(measure);
            return _names.Count - 1;
        }
    }

    public override string NameAt(int index)
    {
        lock (_gate)
        {
            return _names[index];
        }
    }

    public override void Reject(int index)
    {
        lock (_gate)
        {
            _rejected[index]++;
        }
    }

    public override long Rejected(int index)
    {
        lock (_gate)
        {
            return _rejected[index];
        }
    }
}
