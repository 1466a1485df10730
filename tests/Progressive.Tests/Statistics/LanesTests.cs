using CsCheck;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Statistics;

/// <summary>Four at a time is the same as one by one.</summary>
public sealed class LanesTests
{
    private static readonly Gen<double[]> s_values = Gen.Double[0, 1e3].Array[4, 12].Where(values => values.Length % Lanes.Width == 0);

    [Fact]
    public void Sums_and_limited_sums() => Gen.Select(s_values, s_values, Gen.Double[1, 2e3]).Where((a, b, _) => a.Length == b.Length).Sample((values, others, most) =>
    {
        Assert.Equal(values.Sum(), Lanes.Sum(values), 1e-9);
        double[] expected = [.. values.Zip(others, (a, b) => Math.Min(a + b, most))];
        Lanes.Add(values, others, most);
        Assert.Equal(expected, values);
    });

    [Fact]
    public void Rows_are_multiplied_limited_and_added_up() => Gen.Select(s_values, Gen.Int[1, 5], Gen.Double[1, 1e6]).Sample((factors, rows, most) =>
    {
        double[] table = [.. Enumerable.Range(0, rows * factors.Length).Select(i => i * 1.5)];
        double[] expected = [.. table.Select((cell, i) => Math.Min(cell * factors[i % factors.Length], most))];
        var sums = new double[factors.Length];
        var products = new double[factors.Length];
        for (var row = 0; row < rows; row++)
        {
            Lanes.AddProducts(table.AsSpan(row * factors.Length, factors.Length), factors, most, products);
        }

        Lanes.MultiplyRows(table, factors, most, sums);
        Assert.Equal(expected, table);
        Assert.Equal(sums, products);
        for (var j = 0; j < factors.Length; j++)
        {
            Assert.Equal(Enumerable.Range(0, rows).Sum(row => expected[(row * factors.Length) + j]), sums[j], 1e-6);
        }
    });

    [Theory]
    [InlineData(0)]
    [InlineData(-700)]
    [InlineData(-1e6)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(459)]
    [InlineData(1e9)]
    public void Exponentials(double exponent)
    {
        double[] values = [exponent, 1, 2, 3];
        Lanes.Exp(values, 460);
        Assert.Equal(1, (values[0] + double.Epsilon) / (Math.Exp(Math.Min(exponent, 460)) + double.Epsilon), 1e-12);
        Assert.Equal(Math.E, values[1], 1e-12);
    }
}
