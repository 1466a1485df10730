using System.Diagnostics.Metrics;
using Progressive.Metrics;
using Xunit;

namespace Progressive.Tests.Metrics;

public sealed class MeterFeedTests : IDisposable
{
    private readonly Meter _meter = new($"{nameof(MeterFeedTests)}.{Environment.CurrentManagedThreadId}");
    private readonly MetricCatalog _catalog = new();
    private readonly MeterFeed _feed;
    private readonly Call _call;
    private readonly IMeasureReader _reader;
    private readonly MetricWindow _window = new(TimeProvider.System, TimeSpan.FromSeconds(1));

    public MeterFeedTests()
    {
        _feed = new MeterFeed(_catalog);
        _reader = _window.Open("tokens", randomisedOnly: false);
        _call = new Call(_window.Measures!, outer: null);
    }

    public void Dispose()
    {
        _call.Leave();
        _feed.Dispose();
        _meter.Dispose();
        _reader.Dispose();
    }

    [Fact]
    public async Task What_an_instrument_measures_in_a_call_is_a_measure_of_the_call()
    {
        Define("tokens.used");
        await _feed.StartAsync(TestContext.Current.CancellationToken);
        var longs = _meter.CreateCounter<long>("tokens.used");
        var doubles = _meter.CreateHistogram<double>("tokens.used");
        var others = _meter.CreateCounter<long>("tokens.left");
        longs.Add(1000);
        _call.Enter();
        longs.Add(3);
        doubles.Record(0.5);
        others.Add(9);
        Assert.Equal(3.5, _call.Value(0));
    }

    [Fact]
    public async Task Another_definition_is_followed()
    {
        Define("tokens.used");
        await _feed.StartAsync(TestContext.Current.CancellationToken);
        var used = _meter.CreateCounter<int>("tokens.used");
        var left = _meter.CreateCounter<int>("tokens.left");
        _call.Enter();
        used.Add(1);
        Define("tokens.left");
        used.Add(10);
        left.Add(100);
        _catalog.Current = MetricSet.Empty;
        left.Add(1000);
        Assert.Equal(101, _call.Value(0));
    }

    private void Define(string instrument) =>
        _catalog.Current = new MetricSet([new MetricDefinition("tokens") { Meter = _meter.Name, Instrument = instrument }]);
}
