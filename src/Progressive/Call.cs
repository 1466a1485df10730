using System.Diagnostics;

namespace Progressive;

/// <summary>The call of a variant that is running: the place to record what it costs and how good it is.</summary>
/// <remarks>
/// <para>
/// A measure counts for the guards on it: <c>cost_usd mean &lt; stable + 5%</c>. Recorded again within one call, values add up, so that what three
/// queries cost is what the call cost. Inside another call it counts for both. A call that its caller gave up is not counted, and neither are
/// its measures. Zero and above; anything else is not recorded but counted by <c>progressive.measures.rejected</c>.
/// </para>
/// <para>Safe for use by many threads. After the call's end recording does nothing.</para>
/// </remarks>
public sealed class Call
{
    private static readonly AsyncLocal<Call?> s_current = new();

    [ThreadStatic]
    private static Call? t_spare;

    private CallMeasures _measures;
    private Call? _outer;
    private double[] _values;
    private Call? _before;
    private int _next;
    private bool _isEntered;
    private bool _isShared;
    private volatile bool _isOver;

    internal Call(CallMeasures measures, Call? outer)
    {
        _measures = measures;
        _outer = outer;
        _values = new double[measures.Count];
        _values.AsSpan().Fill(double.NaN);
    }

    /// <summary>
    /// The innermost call of this flow of execution; null outside of one, and where no guard of the flag asks for a measure: nobody pays for
    /// what nobody reads.
    /// </summary>
    public static Call? Current => !IsUsed ? null : s_current.Value ?? (EvaluationContext.Current?.Scope as ICallScope)?.Call;

    /// <summary>Set for good once a guard asks for a measure.</summary>
    internal static bool IsUsed { get; set; }

    /// <summary>Records a measure of this call.</summary>
    /// <param name="measure">Its name as in guards; compared ignoring case. Names that no guard asks for are ignored.</param>
    /// <param name="value">Zero or above, finite. Adds to what this call has recorded before.</param>
    /// <example><code>Call.Current?.Measure("similarity", 0.93);</code></example>
    public void Measure(string measure, double value)
    {
        ArgumentNullException.ThrowIfNull(measure);
        for (var call = this; call is not null; call = call._outer)
        {
            call.Add(measure, value);
        }
    }

    /// <inheritdoc cref="Measure(string, double)"/>
    /// <example><code>Call.Current?.Measure("cost_usd", 0.004m);</code></example>
    public void Measure(string measure, decimal value) => Measure(measure, (double)value);

    /// <summary>Records an event or a count of this call; guards on events ask for the share of calls that had any.</summary>
    /// <param name="measure">Its name as in guards; compared ignoring case. Names that no guard asks for are ignored.</param>
    /// <param name="value">Zero or above. Adds to what this call has recorded before.</param>
    /// <example><code>Call.Current?.Measure("safety_flags");</code></example>
    public void Measure(string measure, long value = 1) => Measure(measure, (double)value);

    /// <summary>Grows with every use, so that a holder can tell whether this is still the call it means.</summary>
    internal int Version { get; private set; }

    /// <summary>A call that goes back to this thread's spare one by <see cref="Return"/>, unless somebody else has seen it.</summary>
    internal static Call Rent(CallMeasures measures, Call? outer)
    {
        if (t_spare is not { } spare || spare._values.Length != measures.Count)
        {
            return new Call(measures, outer);
        }

        t_spare = null;
        (spare._measures, spare._outer, spare._next, spare._isOver) = (measures, outer, 0, false);
        spare._values.AsSpan().Fill(double.NaN);
        return spare;
    }

    /// <summary>Nobody needs it any more. A call that was current may have been kept by anyone, and is left to the garbage collector.</summary>
    internal void Return()
    {
        Version++;
        if (!_isShared)
        {
            _outer = null;
            t_spare = this;
        }
    }

    /// <summary>Makes this the current call until <see cref="Leave"/>, in this flow of execution.</summary>
    internal void Enter()
    {
        if (!_isEntered)
        {
            _isEntered = _isShared = true;
            _before = s_current.Value;
            s_current.Value = this;
        }
    }

    /// <summary>Puts back what was current before. What the call has started keeps it.</summary>
    internal void Leave()
    {
        if (_isEntered)
        {
            _isEntered = false;
            s_current.Value = _before;
        }
    }

    /// <summary>Ends the recording.</summary>
    internal void End() => _isOver = true;

    /// <summary>What was recorded under the name that has this index in the call's own measures; NaN for nothing.</summary>
    internal double Value(int index) => index < _values.Length ? Volatile.Read(ref _values[index]) : double.NaN;

    /// <summary>Hands on what was recorded, for calls that were not current while it was.</summary>
    internal void CopyTo(Call other)
    {
        for (var i = 0; i < _measures.Count; i++)
        {
            var name = _measures.NameAt(i);
            if (Value(i) is var value && !double.IsNaN(value))
            {
                other.Add(name, value);
            }

            for (var rejected = _measures.Rejected(i); rejected > 0; rejected--)
            {
                other.Add(name, double.NaN);
            }
        }
    }

    private void Add(string measure, double value)
    {
        var index = _measures.IndexOf(measure, _next);
        if (index < 0 || _isOver)
        {
            return;
        }

        _next = index + 1;

        // Written so that NaN is refused too.
        if (!(value >= 0 && value <= double.MaxValue))
        {
            _measures.Reject(index);
            return;
        }

        if (index >= _values.Length)
        {
            Grow(index);
        }

        ref var cell = ref _values[index];
        if (!_isShared)
        {
            cell = double.IsNaN(cell) ? value : Math.Min(cell + value, double.MaxValue);
            return;
        }

        var before = Volatile.Read(ref cell);
        while (true)
        {
            var seen = Interlocked.CompareExchange(ref cell, double.IsNaN(before) ? value : Math.Min(before + value, double.MaxValue), before);
            if (BitConverter.DoubleToInt64Bits(seen) == BitConverter.DoubleToInt64Bits(before))
            {
                return;
            }

            before = seen;
        }
    }

    // Only the call of a whole request learns names while it runs.
    private void Grow(int index)
    {
        Debug.Assert(index < CallMeasures.Most, "The measures of a call are bounded.");
        lock (_measures)
        {
            if (index >= _values.Length)
            {
                var values = new double[CallMeasures.Most];
                values.AsSpan().Fill(double.NaN);
                _values.CopyTo(values, 0);
                _values = values;
            }
        }
    }
}
