using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Progressive.Statistics;

/// <summary>Arithmetic over several alternatives at a time: four, or as many as there are if a multiple of four. Where the processor has no such registers the runtime does it one by one.</summary>
internal static class Lanes
{
    internal const int Width = 4;

    /// <summary>The sum, always in the same order.</summary>
    internal static double Sum(ReadOnlySpan<double> values)
    {
        var sum = Vector256<double>.Zero;
        foreach (var lane in Of(values))
        {
            sum += lane;
        }

        return Vector256.Sum(sum);
    }

    /// <summary><c>values = min(values + others, most)</c>.</summary>
    internal static void Add(Span<double> values, ReadOnlySpan<double> others, double most = double.PositiveInfinity)
    {
        var lanes = Of(values);
        var added = Of(others);
        var ceiling = Vector256.Create(most);
        for (var i = 0; i < lanes.Length; i++)
        {
            lanes[i] = Vector256.Min(lanes[i] + added[i], ceiling);
        }
    }

    /// <summary><c>row = min(row * factors, most)</c> for each row, as long as <paramref name="factors"/>, of a table; and <c>sums += row</c>.</summary>
    internal static void MultiplyRows(Span<double> rows, ReadOnlySpan<double> factors, double most, Span<double> sums)
    {
        var table = Of(rows);
        var times = Of(factors);
        var totals = Of(sums);
        var ceiling = Vector256.Create(most);
        for (var i = 0; i < times.Length; i++)
        {
            var (factor, total) = (times[i], totals[i]);
            for (var cell = i; cell < table.Length; cell += times.Length)
            {
                total += table[cell] = Vector256.Min(table[cell] * factor, ceiling);
            }

            totals[i] = total;
        }
    }

    /// <summary><c>sums += min(values * factors, most)</c>.</summary>
    internal static void AddProducts(ReadOnlySpan<double> values, ReadOnlySpan<double> factors, double most, Span<double> sums)
    {
        var lanes = Of(values);
        var times = Of(factors);
        var totals = Of(sums);
        var ceiling = Vector256.Create(most);
        for (var i = 0; i < lanes.Length; i++)
        {
            totals[i] += Vector256.Min(lanes[i] * times[i], ceiling);
        }
    }

    /// <summary><c>values = exp(min(values, most))</c>.</summary>
    internal static void Exp(Span<double> values, double most)
    {
        var ceiling = Vector256.Create(most);
        foreach (ref var lane in Of(values))
        {
            lane = Vector256.Exp(Vector256.Min(lane, ceiling));
        }
    }

    /// <summary>The values as lanes. A rest of fewer than four is left out, so lengths are multiples of four by construction.</summary>
    internal static Span<Vector256<double>> Of(Span<double> values) => MemoryMarshal.Cast<double, Vector256<double>>(values);

    /// <inheritdoc cref="Of(Span{double})"/>
    internal static ReadOnlySpan<Vector256<double>> Of(ReadOnlySpan<double> values) => MemoryMarshal.Cast<double, Vector256<double>>(values);
}
