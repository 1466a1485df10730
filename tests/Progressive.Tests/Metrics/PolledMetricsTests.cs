using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Progressive.Metrics;
using Xunit;

namespace Progressive.Tests.Metrics;

public sealed class PolledMetricsTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly MetricWindows _windows;
    private readonly MetricCatalog _catalog = new();
    private readonly ScriptedMetricSource _source = new();
    private readonly MetricSources _sources;
    private readonly PolledMetrics _polled;
    private readonly IMeasureReader _reader;

    public PolledMetricsTests()
    {
        _windows = new MetricWindows(_time);
        _sources = new MetricSources([new("Billing", _ => _source)], NoServices.Instance);
        _polled = new PolledMetrics(_windows, _catalog, _sources, new MetricLog(NullLogger<MetricLog>.Instance), _time);
        _reader = _windows.Get("shop", "candidate", "2").Open("bill", randomisedOnly: false);
        Define();
    }

    public async ValueTask DisposeAsync()
    {
        await _polled.StopAsync(CancellationToken.None);
        _polled.Dispose();
        _sources.Dispose();
        _reader.Dispose();
    }

    [Fact]
    public async Task Who_reads_a_metric_gets_its_value_as_often_as_its_definition_says()
    {
        await StartAsync();
        _source.Answer = 3;
        Pass(1);
        Assert.Equal(["bill of shop candidate 2"], _source.Asked);
        Assert.Equal([3], Drain());
        _source.Answer = 4;
        Pass(9);
        Assert.Empty(Drain());
        Pass(1);
        Assert.Equal([4], Drain());
        Pass(10);
        Assert.Equal([4], Drain());
        Assert.Null(_catalog.ProblemOf("bill"));
    }

    [Fact]
    public async Task What_nobody_reads_is_not_asked_for()
    {
        await StartAsync();
        _reader.Dispose();
        Pass(30);
        Assert.Empty(_source.Asked);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1.0)]
    [InlineData(null)]
    public async Task What_is_no_value_is_no_evidence_and_is_shown(double? answer)
    {
        await StartAsync();
        _source.Answer = answer;
        Pass(1);
        Assert.Empty(Drain());
        Assert.NotNull(_catalog.ProblemOf("bill"));
        _source.Answer = 0;
        Pass(10);
        Assert.Equal([0], Drain());
        Assert.Null(_catalog.ProblemOf("bill"));
    }

    [Fact]
    public async Task An_outage_is_no_evidence_and_is_shown()
    {
        await StartAsync();
        _source.Failure = new HttpRequestException("connection refused");
        Pass(1);
        Assert.Empty(Drain());
        Assert.Equal("connection refused", _catalog.ProblemOf("bill"));
    }

    [Fact]
    public async Task A_source_that_does_not_answer_is_given_up_after_five_seconds_and_asked_again()
    {
        await StartAsync();
        _source.Hangs = true;
        Pass(1);
        Assert.Single(_source.Asked);
        Pass(4);
        Assert.Null(_catalog.ProblemOf("bill"));
        Pass(1);
        Assert.Equal("no answer within 5 s", _catalog.ProblemOf("bill"));
        Assert.Single(_source.Asked);
        _source.Hangs = false;
        _source.Answer = 7;
        Pass(5);
        Assert.Equal([7], Drain());
        Assert.Null(_catalog.ProblemOf("bill"));
    }

    [Fact]
    public async Task A_source_that_nobody_registered_is_named()
    {
        _catalog.Current = new MetricSet([new MetricDefinition("bill") { Source = "nobody", Query = "q", Every = TimeSpan.FromSeconds(10) }]);
        await StartAsync();
        Pass(1);
        Assert.StartsWith("PRG0551: No metric source is named 'nobody'", _catalog.ProblemOf("bill"), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_a_revision_contains_a_query_stays_one() => Assert.Equal(
        "f candidate [abc-1.0DROP]",
        MetricQuery.Of("{flag} {variant} [{revision}]", "f", "candidate", "abc-1.0\"} DROP{'\\"));

    private void Define() => _catalog.Current = new MetricSet(
        [new MetricDefinition("bill") { Source = "billing", Query = "bill of {flag} {variant} {revision}", Every = TimeSpan.FromSeconds(10) }]);

    private Task StartAsync() => _polled.StartAsync(TestContext.Current.CancellationToken);

    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private double[] Drain()
    {
        var buffer = new double[16];
        return buffer[.._reader.Drain(buffer)];
    }

    private sealed class NoServices : IServiceProvider
    {
        public static NoServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}
