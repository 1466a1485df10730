using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Progressive.Definitions;
using Progressive.Definitions.Hygiene;
using Progressive.Variants;
using Xunit;

namespace Progressive.Tests.Definitions.Hygiene;

/// <summary>What the catalog says about the flags of an application that runs.</summary>
public sealed class FlagStatusTests : IAsyncLifetime
{
    private const string Definitions = """
        { "Flags": {
          "beta": { "Split": { "on": "50%", "off": "50%" }, "Owner": "web", "Expires": "2026-03-31", "Tags": [ "ui" ], "Description": "The new page." },
          "gate": { "Default": "on", "Off": "off" },
          "gated": { "Default": "on", "Off": "off", "Prerequisites": { "gate": "on" } },
          "brake": { "Default": "off", "Off": "off", "Tags": [ "permanent" ] }
        } }
        """;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly LogLines _log = new();
    private readonly ScriptedSource _source = new(Definitions);
    private readonly ServiceProvider _services;

    public FlagStatusTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddLogging(logging => logging.AddProvider(_log));
        services.AddProgressiveDelivery().AddDefinitionSource(_ => _source);
        _services = services.BuildServiceProvider();
    }

    private IFlags Flags => _services.GetRequiredService<IFlags>();

    private DefinitionCatalog Catalog => _services.GetRequiredService<DefinitionCatalog>();

    public async ValueTask InitializeAsync()
    {
        // Without the rollouts, whose ticks make millions in a month.
        _services.GetRequiredService<DefinitionLoader>().EnsureLoaded();
        await _services.GetServices<IHostedService>().OfType<FlagHygiene>().Single().StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    [Fact]
    public void What_was_written_is_told()
    {
        var status = Catalog.StatusOf("BETA")!;
        Assert.Equal(("beta", "The new page.", "web", new DateTimeOffset(2026, 3, 31, 0, 0, 0, TimeSpan.Zero)), (status.Key, status.Description, status.Owner, status.Expires));
        Assert.Equal(["ui"], status.Tags);
        Assert.True(status.IsEnabled);
        Assert.False(status.IsKilled);
        Assert.Empty(status.Findings);
        Assert.Null(Catalog.StatusOf("nobody"));
        Assert.Equal(Catalog.Flags, Catalog.Statuses.Select(static s => s.Key));
    }

    [Fact]
    public void Use_is_noted_and_looking_is_none()
    {
        Flags.Peek("beta");
        Flags.Explain("beta");
        Assert.Null(Catalog.StatusOf("beta")!.LastEvaluated);
        _time.Advance(TimeSpan.FromMinutes(3));
        var answer = Flags.Evaluate("beta", new EvaluationContext("anna")).Variant;
        var status = Catalog.StatusOf("beta")!;
        Assert.Equal((_time.Start, _time.Start.AddMinutes(3)), (status.KnownSince, status.LastEvaluated));
        Assert.Equal((answer, _time.Start.AddMinutes(3)), (status.Answer, status.SameAnswerSince));
        Assert.Equal([answer], status.Served.Keys);
    }

    [Fact]
    public void Routes_and_clients_use_flags_too()
    {
        var route = _services.GetRequiredService<VariantRoutes>().For("gated");
        route.Evaluate("anna");
        Assert.NotNull(Catalog.StatusOf("gated")!.LastEvaluated);
        Assert.True(_services.GetRequiredService<VariantRoutes>().For("brake").TryEvaluateForEverybody(out _));
        Assert.NotNull(Catalog.StatusOf("brake")!.LastEvaluated);
        _source.Json = """{ "Flags": { "beta": { "Default": "on", "Off": "off", "Client": true } } }""";
        var clients = _services.GetRequiredService<VariantRoutes>().ClientFlags;
        clients.Evaluate(0, new EvaluationContext("anna"));
        Assert.Equal("on", Catalog.StatusOf("beta")!.Answer);
    }

    [Fact]
    public void A_prerequisite_is_in_use_as_long_as_who_waits_for_it()
    {
        Flags.IsEnabled("gated");
        Assert.NotNull(Catalog.StatusOf("gate")!.LastEvaluated);
        Assert.Null(Catalog.StatusOf("gate")!.Answer);
    }

    [Fact]
    public void A_flag_that_nobody_reads_is_stale_after_14_days_and_said_once_a_day()
    {
        Flags.IsEnabled("gated");
        _time.Advance(TimeSpan.FromDays(14) - TimeSpan.FromMinutes(1));
        Assert.Empty(Catalog.StatusOf("beta")!.Findings);
        _time.Advance(TimeSpan.FromMinutes(1));
        var finding = Assert.Single(Catalog.StatusOf("beta")!.Findings);
        Assert.Equal(("PRG0530", "Flag 'beta' was never evaluated in this process for 14 days."), (finding.Code, finding.Message));
        Assert.Empty(Catalog.StatusOf("brake")!.Findings);

        // Reasons change by the day: it is looked for them every hour, and the next is a minute away.
        Assert.Empty(Said("beta"));
        Advance(hours: 3);
        var said = Said("beta");
        Assert.Single(said);
        Assert.StartsWith("PRG0530: Flag 'beta' was never evaluated", said[0], StringComparison.Ordinal);
        Advance(hours: 23);
        Assert.Equal(2, Said("beta").Count);
        Assert.Empty(Said("brake"));
    }

    [Fact]
    public void The_same_answer_for_30_days_is_stale_with_the_change_to_make()
    {
        for (var day = 0; day <= 30; day++)
        {
            Assert.Empty(Catalog.StatusOf("gated")!.Findings);
            Flags.IsEnabled("gated");
            Catalog.StatusOf("gated");
            _time.Advance(TimeSpan.FromDays(1));
        }

        var finding = Assert.Single(Catalog.StatusOf("gated")!.Findings);
        Assert.Equal(("PRG0531", "Flag 'gated' has answered 'on' to everybody for 30 days in this process."), (finding.Code, finding.Message));
        Assert.Equal(["- if (flags.IsEnabled(\"gated\"))", "- \"gated\": …"], finding.Diff);
    }

    [Fact]
    public void Reading_allocates_nothing_before_and_after_sweeps()
    {
        var flags = Flags;
        var flag = new FlagKey("beta");
        var context = new EvaluationContext("anna");
        var route = _services.GetRequiredService<VariantRoutes>().For("beta");
        Read();
        Read();
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            var before = GC.GetAllocatedBytesForCurrentThread();
            Read();
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(_time.Start.AddMinutes(3), Catalog.StatusOf("beta")!.LastEvaluated);

        void Read()
        {
            for (var i = 0; i < 100; i++)
            {
                flags.Evaluate(flag, context);
                route.Evaluate(context);
                route.TryEvaluateForEverybody(out _);
            }
        }
    }

    [Fact]
    public void Expiry_is_told_from_the_day_after()
    {
        Flags.Evaluate("beta", new EvaluationContext("anna"));
        _time.Advance(TimeSpan.FromDays(31) - TimeSpan.FromMinutes(1));
        Assert.DoesNotContain(Catalog.StatusOf("beta")!.Findings, static f => f.Code == "PRG0520");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains(Catalog.StatusOf("beta")!.Findings, static f => f.ToString() == "PRG0520: Flag 'beta' expired on 2026-03-31. Ask web whether it can go; if so delete it, if not move its Expires.");
    }

    [Theory]
    [InlineData("00:59:59", 1)]
    [InlineData("01:00:00", 0)]
    [InlineData("3653.00:00:00", 0)]
    [InlineData("3653.00:00:01", 1)]
    public void Options_have_a_range(string time, int problems)
    {
        var value = TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
        foreach (var set in new Action<HygieneOptions>[] { o => o.NotEvaluatedFor = value, o => o.SameAnswerFor = value, o => o.BakedFor = value })
        {
            var options = new HygieneOptions();
            set(options);
            var result = _services.GetRequiredService<IEnumerable<IValidateOptions<HygieneOptions>>>().Single().Validate(null, options);
            Assert.Equal(problems, result.Failures?.Count() ?? 0);
            Assert.All(result.Failures ?? [], static failure => Assert.StartsWith("PRG0539: HygieneOptions.", failure, StringComparison.Ordinal));
        }
    }

    private void Advance(int hours)
    {
        for (var i = 0; i < hours; i++)
        {
            _time.Advance(TimeSpan.FromHours(1));
        }
    }

    private List<string> Said(string flag) => [.. _log.Of(1006).Where(line => line.Contains($"'{flag}'", StringComparison.Ordinal))];
}
