using Microsoft.Extensions.Time.Testing;
using Progressive.Metrics;
using Xunit;

namespace Progressive.Tests.Metrics;

public sealed class KeyedReaderTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly MetricCatalog _catalog = new();
    private readonly MetricWindows _windows;
    private readonly MetricTracking _metrics;
    private readonly IMeasureReader _reader;

    public KeyedReaderTests()
    {
        _catalog.Current = new MetricSet([new MetricDefinition("conversion") { PerKey = true, Within = TimeSpan.FromHours(1) }]);
        _windows = new MetricWindows(_time, _catalog);
        _metrics = new MetricTracking(_windows);
        _reader = Window("candidate").Open("conversion", randomisedOnly: false);
    }

    public void Dispose() => _reader.Dispose();

    [Fact]
    public void What_a_key_does_within_the_time_is_its_one_value_and_nothing_is_zero()
    {
        Expose("anna", "ben", "anna", "carl");
        Track("anna", 2);
        Track("anna", 3);
        Track("dora", 7);
        Assert.Empty(Drain());
        Pass(59);
        Track("carl", 1);
        Assert.Empty(Drain());
        Pass(1);
        Assert.Equal([5, 0, 1], Drain());
        Track("anna", 100);
        Pass(600);
        Assert.Empty(Drain());
    }

    [Fact]
    public void The_first_exposure_counts_and_after_the_time_the_next_one_is_a_first_again()
    {
        Expose("anna");
        Pass(30);
        Expose("anna");
        Track("anna", 1);
        Pass(30);
        Assert.Equal([1], Drain());
        Expose("anna");
        Track("anna", 4);
        Pass(60);
        Assert.Equal([4], Drain());
    }

    [Fact]
    public void Variants_that_a_key_has_not_been_exposed_to_learn_nothing_of_it()
    {
        using var stable = Window("stable").Open("Conversion", randomisedOnly: false);
        Expose("anna");
        Window("stable").Measures!.Expose(KeyHash.Of("ben"), randomised: true);
        Track("anna", 1);
        Track("ben", 2);
        Pass(60);
        Assert.Equal([1], Drain());
        Assert.Equal([2], Drain(stable));
    }

    [Fact]
    public void Random_samples_only_where_they_are_asked_for()
    {
        using var drawn = Window("candidate").Open("conversion", randomisedOnly: true);
        Window("candidate").Measures!.Expose(KeyHash.Of("anna"), randomised: false);
        Window("candidate").Measures!.Expose(KeyHash.Of("ben"), randomised: true);
        Track("anna", 1);
        Track("ben", 2);
        Pass(60);
        Assert.Equal([1, 2], Drain());
        Assert.Equal([2], Drain(drawn));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1.0)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_number_at_or_above_zero_is_refused_and_counted(double value)
    {
        Expose("anna");
        Track("anna", value);
        Pass(60);
        Assert.Equal([0], Drain());
        Assert.Equal(1, Window("candidate").Measures!.Cells.Single().Rejected);
    }

    [Fact]
    public void The_current_context_is_used_and_without_a_key_nothing_is_recorded()
    {
        Expose("anna");
        _metrics.Track("conversion");
        using (EvaluationContext.Enter(new EvaluationContext("anna")))
        {
            _metrics.Track("conversion");
            _metrics.Track("other");
        }

        Pass(60);
        Assert.Equal([1], Drain());
    }

    [Fact]
    public void Keys_are_bounded_and_what_is_left_out_is_counted()
    {
        for (var i = 0; i < KeyedReader.MostKeys + 10; i++)
        {
            Expose(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (i % 1000 == 0)
            {
                Drain();
            }
        }

        Drain();
        Assert.Equal(10, _reader.Dropped);
        Pass(60);
        var count = 0;
        while (Drain() is { Length: > 0 } some)
        {
            count += some.Length;
        }

        Assert.Equal(KeyedReader.MostKeys, count);
    }

    [Fact]
    public void A_flood_between_two_readings_is_bounded_and_counted()
    {
        for (var i = 0; i < 20_000; i++)
        {
            Track("anna", 1);
        }

        Assert.Equal(20_000 - 16_384, _reader.Dropped);
    }

    [Fact]
    public void Once_closed_nobody_waits()
    {
        Assert.True(_windows.HasKeyed);
        _reader.Dispose();
        Assert.False(_windows.HasKeyed);
        Assert.False(Window("candidate").Measures!.HasKeyed);
    }

    private MetricWindow Window(string variant) => _windows.Get("shop", variant, null);

    private void Expose(params string[] keys)
    {
        foreach (var key in keys)
        {
            Window("candidate").Measures!.Expose(KeyHash.Of(key), randomised: true);
        }
    }

    private void Track(string key, double value) => _metrics.Track("conversion", new EvaluationContext(key), value);

    private void Pass(int minutes) => _time.Advance(TimeSpan.FromMinutes(minutes));

    private double[] Drain(IMeasureReader? reader = null)
    {
        var buffer = new double[1024];
        return buffer[..(reader ?? _reader).Drain(buffer)];
    }
}
