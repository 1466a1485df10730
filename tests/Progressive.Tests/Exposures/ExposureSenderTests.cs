using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Progressive.Exposures;
using Xunit;

namespace Progressive.Tests.Exposures;

public sealed class ExposureSenderTests
{
    [Fact]
    public async Task Nothing_is_recorded_where_nobody_asked()
    {
        await using var host = await ExposureHost.StartAsync(static _ => { });
        host.Use(1);
        Assert.Null(host.Services.GetService<ExposureRecorder>());
        Assert.Empty(host.Services.GetServices<ExposureSink>());
        Assert.Empty(host.Counts());
    }

    [Fact]
    public async Task Sinks_get_exposures_in_the_order_of_use()
    {
        await using var host = await ExposureHost.StartAsync(static b => b.AddExposureSink<RecordingSink>());
        for (var user = 0; user < 20; user++)
        {
            host.Use(user);
            host.Use(user / 2);
        }

        Assert.False(host.Sink.TryNext(out _));
        host.Advance();
        var batch = await host.Sink.NextAsync();
        Assert.Equal([.. Enumerable.Range(0, 20).Select(user => $"user-{user}")], batch.Select(e => e.Unit));
        Assert.All(batch, e => Assert.Equal(("theme", EvaluationReason.Split, "targetingKey"), (e.Flag, e.Reason, e.UnitKind)));
        Assert.Equal(["3"], batch.Where(e => e.Variant == "green").Select(e => e.Revision).Distinct());
        Assert.Equal(20, host.Counts()["sent"]);
    }

    [Fact]
    public async Task In_batches_that_are_not_too_large()
    {
        await using var host = await ExposureHost.StartAsync(static b => b.AddExposureSink<RecordingSink>());
        for (var user = 0; user < 1300; user++)
        {
            host.Use(user);
        }

        host.Advance();
        foreach (var size in (List<int>)[512, 512, 276])
        {
            Assert.Equal(size, (await host.Sink.NextAsync()).Count);
        }
    }

    [Fact]
    public async Task Again_when_the_period_is_over()
    {
        await using var host = await ExposureHost.StartAsync(static b => b.AddExposures(o => o.RepeatAfter = TimeSpan.FromMinutes(32)).AddExposureSink<RecordingSink>());
        host.Use(1);
        host.Advance();
        await host.Sink.NextAsync();
        for (var minute = 0; minute < 31; minute++)
        {
            host.Advance(TimeSpan.FromMinutes(1));
            host.Use(1);
        }

        host.Advance();
        Assert.False(host.Sink.TryNext(out _));
        host.Advance(TimeSpan.FromMinutes(3));
        host.Use(1);
        host.Advance();
        Assert.Equal("user-1", Assert.Single(await host.Sink.NextAsync()).Unit);
    }

    [Fact]
    public async Task What_is_left_is_sent_before_the_process_stops()
    {
        await using var host = await ExposureHost.StartAsync(static b => b.AddExposureSink<RecordingSink>());
        var sink = host.Sink;
        host.Use(1);
        await host.StopAsync();
        Assert.True(sink.TryNext(out var batch));
        Assert.Single(batch!);
    }

    [Fact]
    public async Task A_sink_that_throws_keeps_nothing_from_the_others_or_from_callers()
    {
        await using var host = await ExposureHost.StartAsync(static b => b.AddExposureSink<ThrowingSink>().AddExposureSink<RecordingSink>());
        host.Use(1);
        host.Advance();
        Assert.Single(await host.Sink.NextAsync());
        Assert.Equal((0, 1), (host.Counts()["sent"], host.Counts()["failed"]));
        host.Use(2);
        host.Advance();
        Assert.Equal("user-2", Assert.Single(await host.Sink.NextAsync()).Unit);
    }

    [Fact]
    public async Task A_sink_that_never_answers_has_its_time_and_no_more()
    {
        await using var host = await ExposureHost.StartAsync(static b => b.AddExposures(o => (o.SinkTimeout, o.QueueCapacity) = (TimeSpan.FromSeconds(5), 64)).AddExposureSink<RecordingSink>());
        var asked = new TaskCompletionSource();
        host.Sink.Behave = _ =>
        {
            asked.TrySetResult();
            return new TaskCompletionSource().Task;
        };
        host.Use(0);
        host.Advance();
        await asked.Task;

        // The sink holds up what is sent, and never whoever uses a flag.
        for (var user = 1; user < 100; user++)
        {
            host.Use(user);
        }

        Assert.Equal(35, host.Counts()["dropped"]);
        host.Sink.Behave = static _ => Task.CompletedTask;
        await host.Sink.NextAsync();
        host.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(64, (await host.Sink.NextAsync()).Count);
        Assert.Equal(1, host.Counts()["failed"]);
    }

    [Fact]
    public async Task Sinks_take_batches_of_a_size()
    {
        var sink = new RecordingSink();
        var exposure = new Exposure("f", "v", null, EvaluationReason.Split, "u", "targetingKey", DateTimeOffset.UnixEpoch);
        await Assert.ThrowsAsync<ArgumentNullException>(() => sink.SendAsync(null!, TestContext.Current.CancellationToken).AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => sink.SendAsync([], TestContext.Current.CancellationToken).AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => sink.SendAsync([.. Enumerable.Repeat(exposure, ExposureSink.MaxBatch + 1)], TestContext.Current.CancellationToken).AsTask());
        await Assert.ThrowsAsync<TaskCanceledException>(() => sink.SendAsync([exposure], new CancellationToken(canceled: true)).AsTask());
        Assert.False(sink.TryNext(out _));
    }

    [Fact]
    public async Task Every_option_that_cannot_be_is_named_at_start()
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => ExposureHost.StartAsync(static b => b.AddExposures(o =>
        {
            o.Reasons = [];
            o.Capacity = 10;
            o.QueueCapacity = 1 << 21;
            o.RepeatAfter = TimeSpan.FromSeconds(1);
            o.SinkTimeout = TimeSpan.Zero;
            o.LoggedUnit = (ExposureUnit)7;
        })));
        Assert.All(e.Failures, failure => Assert.StartsWith("PRG0575: ExposureOptions.", failure, StringComparison.Ordinal));
        Assert.Equal(
            ["Reasons", "Capacity", "QueueCapacity", "RepeatAfter", "SinkTimeout", "LoggedUnit"],
            e.Failures.Select(static failure => failure.Split('.', ' ')[2]));
    }

    private sealed class ThrowingSink : ExposureSink
    {
        protected override ValueTask SendAsyncCore(IReadOnlyList<Exposure> exposures, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("no");
    }
}
