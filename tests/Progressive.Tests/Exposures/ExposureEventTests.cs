using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Trace;
using Progressive.Exposures;
using Xunit;

namespace Progressive.Tests.Exposures;

/// <summary>The event as OpenTelemetry's own SDK hands it to an exporter.</summary>
public sealed class ExposureEventTests
{
    [Fact]
    public async Task Arrives_with_its_name_and_attributes_although_the_trace_is_not_sampled()
    {
        using var tracing = Sdk.CreateTracerProviderBuilder().SetSampler(new AlwaysOffSampler()).AddSource(nameof(ExposureEventTests)).Build();
        using var source = new ActivitySource(nameof(ExposureEventTests));
        var (record, user) = await ExposeAsync(ExposureUnit.Plain, () =>
        {
            var activity = source.StartActivity("request");
            Assert.NotEqual(true, activity?.Recorded);
            return activity;
        });
        Assert.Equal("feature_flag.evaluation", record.EventId.Name);
        Assert.Equal(LogLevel.Information, record.LogLevel);
        Assert.Equal("Progressive.Exposures.Exposure", record.CategoryName);
        Assert.Equal("theme=green (Split)", record.FormattedMessage);
        Assert.Equal(
            [
                KeyValuePair.Create<string, object?>("feature_flag.context.id", user),
                KeyValuePair.Create<string, object?>("feature_flag.key", "theme"),
                KeyValuePair.Create<string, object?>("feature_flag.provider.name", "progressive"),
                KeyValuePair.Create<string, object?>("feature_flag.result.reason", "split"),
                KeyValuePair.Create<string, object?>("feature_flag.result.variant", "green"),
                KeyValuePair.Create<string, object?>("feature_flag.version", "3"),
                KeyValuePair.Create<string, object?>("progressive.exposure.unit", "targetingKey"),
            ],
            record.Attributes!.OrderBy(a => a.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Says_nothing_of_the_unit_unless_told_to()
    {
        var (record, user) = await ExposeAsync(new ExposureOptions().LoggedUnit);
        Assert.DoesNotContain(record.Attributes!, a => a.Key == "feature_flag.context.id" || Equals(a.Value, user));
    }

    [Fact]
    public async Task Says_a_pseudonym_that_is_the_same_everywhere()
    {
        var (record, user) = await ExposeAsync(ExposureUnit.Hashed);
        var id = Assert.IsType<string>(record.Attributes!.Single(a => a.Key == "feature_flag.context.id").Value);
        Assert.Matches("^[0-9a-f]{32}$", id);
        Assert.StartsWith(id, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(user))), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_what_kept_the_flag_from_being_answered()
    {
        var attributes = new ExposureEvent(
            new Exposure("f", "off", null, EvaluationReason.Error, "u", "tenant", DateTimeOffset.UnixEpoch, EvaluationError.TargetingKeyMissing),
            ExposureUnit.Omitted);
        Assert.Contains(KeyValuePair.Create<string, object?>("error.type", "targeting_key_missing"), attributes);
        Assert.Contains(KeyValuePair.Create<string, object?>("feature_flag.result.reason", "error"), attributes);
        Assert.Equal(6, attributes.Count);
    }

    [Fact]
    public async Task Is_not_logged_where_nobody_wants_it()
    {
        var records = new List<LogRecord>();
        await using var host = await ExposureHost.StartAsync(
            static b => b.AddExposures(o => o.LogEvents = false),
            logging => logging.AddOpenTelemetry(o => o.AddInMemoryExporter(records)));
        host.Use(1);
        await host.StopAsync();
        Assert.DoesNotContain(records, r => r.EventId.Name == "feature_flag.evaluation");
        Assert.Equal(1, host.Counts()["sent"]);
    }

    private static async Task<(LogRecord Record, string User)> ExposeAsync(ExposureUnit unit, Func<IDisposable?>? around = null)
    {
        var records = new List<LogRecord>();
        await using var host = await ExposureHost.StartAsync(
            b => b.AddExposures(o => o.LoggedUnit = unit),
            logging => logging.AddOpenTelemetry(o =>
            {
                o.IncludeFormattedMessage = true;
                o.AddInMemoryExporter(records);
            }));
        var user = host.UserOf("green");
        using (around?.Invoke())
        {
            host.Flags.IsEnabled("theme", new EvaluationContext(user));
            host.Flags.IsEnabled("theme", new EvaluationContext(user));
        }

        await host.StopAsync();
        return (Assert.Single(records, r => r.EventId.Name == "feature_flag.evaluation"), user);
    }
}
