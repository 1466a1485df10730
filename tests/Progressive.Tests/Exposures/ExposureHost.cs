using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Progressive.Exposures;
using Xunit;

namespace Progressive.Tests.Exposures;

/// <summary>A host with one flag that half of the users have, and exposures.</summary>
internal sealed class ExposureHost : IAsyncDisposable
{
    private readonly IHost _host;

    private ExposureHost(IHost host, FakeTimeProvider time)
    {
        _host = host;
        Time = time;
    }

    public FakeTimeProvider Time { get; }

    public IServiceProvider Services => _host.Services;

    public IFlags Flags => Services.GetRequiredService<IFlags>();

    public RecordingSink Sink => Services.GetServices<ExposureSink>().OfType<RecordingSink>().Single();

    public ExposureRecorder Recorder => Services.GetRequiredService<ExposureRecorder>();

    public static async Task<ExposureHost> StartAsync(Action<ProgressiveBuilder> add, Action<ILoggingBuilder>? logging = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Progressive:Flags:theme:Split:blue"] = "50%",
            ["Progressive:Flags:theme:Split:green"] = "50%",
            ["Progressive:Flags:theme:Off"] = "blue",
            ["Progressive:Flags:theme:Variants:blue:Revision"] = "2",
            ["Progressive:Flags:theme:Variants:green:Revision"] = "3",
        });
        var time = new FakeTimeProvider(new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddMetrics();
        logging?.Invoke(builder.Logging);
        add(builder.Services.AddProgressiveDelivery());
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new ExposureHost(host, time);
    }

    public void Use(int user) => Flags.IsEnabled("theme", new EvaluationContext($"user-{user}"));

    public string UserOf(string variant) =>
        Enumerable.Range(0, 1000).Select(i => $"user-{i}").First(user => Flags.Peek("theme", new EvaluationContext(user)).Variant == variant);

    /// <summary>Sends what is waiting to be sent.</summary>
    public void Advance(TimeSpan? by = null) => Time.Advance(by ?? ExposureSender.Interval);

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>What <c>progressive.exposures</c> says.</summary>
    public Dictionary<string, long> Counts()
    {
        var factory = Services.GetRequiredService<IMeterFactory>();
        var counts = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name == "progressive.exposures" && ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counts[(string)tags[0].Value!] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return counts;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
