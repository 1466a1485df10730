using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Progressive.Assignment;
using Progressive.Rollouts;
using Progressive.Rollouts.Webhooks;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Rollouts.Webhooks;

public sealed class WebhookTests : IAsyncDisposable
{
    private static readonly string[] s_members =
        ["type", "at", "application", "environment", "flag", "revision", "what", "phase", "reason", "step", "from", "to", "by", "explanation"];

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 12, 1, 9, 0, 0, TimeSpan.Zero));
    private readonly Receiver _receiver = new();
    private readonly LogLines _log = new();
    private ServiceProvider? _services;
    private WebhookSender? _sender;

    public async ValueTask DisposeAsync()
    {
        if (_sender is not null)
        {
            await _sender.StopAsync(new CancellationToken(canceled: true));
        }

        if (_services is not null)
        {
            await _services.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_transition_is_told_with_all_there_is_to_know()
    {
        await StartAsync(w => w.Headers["Authorization"] = "Bearer x");
        Tell("rolled-back", RolloutPhase.RolledBack, RolloutReason.Breach, "10%", "0%");
        await _receiver.ArrivedAsync();
        var (body, headers) = Assert.Single(_receiver.Messages);
        using var json = JsonDocument.Parse(body);
        var message = json.RootElement;
        string? Text(string member) => message.TryGetProperty(member, out var value) ? value.ToString() : null;
        Assert.Equal(
            ["rollout.rolled-back", "2026-12-01T09:00:00+00:00", "shop", "prod", "checkout", "2", "rolled-back", "RolledBack", "Breach", "1", "10%", "0%", "guard", "9 of 61 <failed> & so on"],
            s_members.Select(Text));
        Assert.Equal(headers["webhook-id"], Text("id"));
        Assert.StartsWith("msg_", headers["webhook-id"], StringComparison.Ordinal);
        Assert.Equal("1796115600", headers["webhook-timestamp"]);
        Assert.Equal("Bearer x", headers["authorization"]);
        Assert.DoesNotContain("webhook-signature", headers.Keys);
    }

    [Fact]
    public async Task Slack_gets_a_text_in_which_nothing_of_ours_is_markup()
    {
        await StartAsync(w => w.Format = WebhookFormat.Slack);
        Tell("rolled-back", RolloutPhase.RolledBack, RolloutReason.Breach, "10%", "0%");
        await _receiver.ArrivedAsync();
        using var json = JsonDocument.Parse(_receiver.Messages.Single().Body);
        Assert.Equal(
            ":red_circle: *checkout* (revision 2) of shop in prod: rolled back, 10% → 0%, by guard. 9 of 61 &lt;failed&gt; &amp; so on",
            json.RootElement.GetProperty("text").GetString());
        Assert.Single(json.RootElement.EnumerateObject());
    }

    [Theory]
    [InlineData(WebhookFormat.Slack, "text", ":large_blue_circle: *checkout* (revision 2) of shop in prod: raised, 0% → 50% of staff, by plan")]
    [InlineData(WebhookFormat.Json, "segment", "staff")]
    public async Task A_step_of_a_segment_says_whose_share_it_is(WebhookFormat format, string member, string said)
    {
        await StartAsync(w => w.Format = format);
        _services!.GetRequiredService<RolloutFeed>().Tell(new RolloutNews("checkout", "2", "raised", _time.GetUtcNow(), "plan", "", new RolloutTransition
        {
            At = _time.GetUtcNow(),
            What = "raised",
            Phase = RolloutPhase.Progressing,
            Step = 0,
            From = Share.None,
            To = Share.Parse("50%"),
            Segment = "staff",
            By = "plan",
            Explanation = "",
        }));
        await _receiver.ArrivedAsync();
        using var json = JsonDocument.Parse(_receiver.Messages.Single().Body);
        Assert.Equal(said, json.RootElement.GetProperty(member).GetString());
    }

    [Fact]
    public void The_signature_is_that_of_the_published_example()
    {
        // The example of https://github.com/standard-webhooks/standard-webhooks, spec, "Signature scheme".
        var key = WebhookSignature.KeyOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!;
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSignature.Of(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"u8));
    }

    [Fact]
    public async Task With_a_secret_each_message_is_signed()
    {
        await StartAsync(w => w.Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        Tell();
        await _receiver.ArrivedAsync();
        var (body, headers) = _receiver.Messages.Single();
        Assert.Equal(
            WebhookSignature.Of(WebhookSignature.KeyOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!, headers["webhook-id"], 1796115600, System.Text.Encoding.UTF8.GetBytes(body)),
            headers["webhook-signature"]);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    public async Task A_receiver_that_is_down_is_tried_again_with_the_same_message_and_in_order(HttpStatusCode status)
    {
        await StartAsync();
        _receiver.Answer(status);
        _receiver.Answer(status);
        Tell("raised");
        Tell("promoted");
        await _receiver.ArrivedAsync();
        await AdvanceUntilArrivedAsync(times: 3);
        Assert.Equal(["raised", "raised", "raised", "promoted"], _receiver.Messages.Select(What));
        Assert.Single(_receiver.Messages.Take(3).Select(m => m.Headers["webhook-id"]).Distinct());
        Assert.Contains(_log.Lines, l => l.Text.Contains($"Webhook ops cannot be delivered: it answered {(int)status}. It is tried again.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_receiver_says_when_to_come_again()
    {
        await StartAsync();
        _receiver.Answer(HttpStatusCode.TooManyRequests, retryAfter: TimeSpan.FromMinutes(10));
        Tell();
        await _receiver.ArrivedAsync();
        await AdvanceUntilArrivedAsync(times: 1);
        var sent = _receiver.Messages.Select(m => long.Parse(m.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.True(sent[1] - sent[0] >= 600, $"It came again after {sent[1] - sent[0]} s.");
    }

    [Fact]
    public async Task What_a_receiver_refuses_is_not_tried_again_and_the_next_message_is_sent()
    {
        await StartAsync();
        _receiver.Answer(HttpStatusCode.BadRequest);
        Tell("raised");
        Tell("promoted");
        await _receiver.ArrivedAsync();
        await _receiver.ArrivedAsync();
        Assert.Equal(["raised", "promoted"], _receiver.Messages.Select(What));
        Assert.Contains(_log.Lines, l => l.Text.Contains("Webhook ops: 'raised' of checkout is not delivered: it answered 400.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_receiver_that_hangs_is_given_up_and_tried_again()
    {
        await StartAsync(w => w.Timeout = TimeSpan.FromSeconds(3));
        _receiver.Hangs = true;
        Tell();
        await _receiver.ArrivedAsync();
        _receiver.Hangs = false;
        await AdvanceUntilArrivedAsync(times: 1);
        Assert.Equal(2, _receiver.Messages.Count);
        Assert.Contains(_log.Lines, l => l.Text.Contains("no answer within 3 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_its_last_attempt_a_message_is_given_up_and_said_so()
    {
        await StartAsync(w => w.Retries = 2);
        for (var i = 0; i < 3; i++)
        {
            _receiver.Answer(HttpStatusCode.BadGateway);
        }

        Tell("raised");
        Tell("promoted");
        await _receiver.ArrivedAsync();
        await AdvanceUntilArrivedAsync(times: 3);
        Assert.Equal(["raised", "raised", "raised", "promoted"], _receiver.Messages.Select(What));
        Assert.Contains(_log.Lines, l => l.Text.Contains("'raised' of checkout is not delivered: it answered 502.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_tells_never_waits_and_what_is_too_much_is_dropped_and_said()
    {
        await StartAsync();
        _receiver.Hangs = true;
        Tell();
        await _receiver.ArrivedAsync();
        for (var i = 0; i < WebhookLine.Capacity + 2; i++)
        {
            Tell("raised");
        }

        Assert.Equal(2, _log.Lines.Count(l => l.Text.Contains($"{WebhookLine.Capacity} messages wait already", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_told()
    {
        await StartAsync(w => w.Transitions.Add("Promoted"));
        Tell("raised");
        Tell("promoted");
        await _receiver.ArrivedAsync();
        Assert.Equal("promoted", What(_receiver.Messages.Single()));
    }

    [Fact]
    public async Task Stopping_delivers_what_waits()
    {
        await StartAsync();
        Tell("raised");
        Tell("promoted");
        await _sender!.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["raised", "promoted"], _receiver.Messages.Select(What));
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_a_receiver_longer_than_the_host_does()
    {
        await StartAsync();
        _receiver.Hangs = true;
        Tell("raised");
        Tell("promoted");
        await _receiver.ArrivedAsync();
        using var host = new CancellationTokenSource();
        var stopping = _sender!.StopAsync(host.Token);
        Assert.False(stopping.IsCompleted);
        await host.CancelAsync();
        await stopping;
        Assert.Contains(_log.Lines, l => l.Text.Contains("1 messages were not delivered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_kill_and_a_restore_are_told()
    {
        await StartAsync();
        var rollouts = _services!.GetRequiredService<IRollouts>();
        await rollouts.KillAsync("checkout", new OperatorNote("anna", "orders fail"), TestContext.Current.CancellationToken);
        await rollouts.RestoreAsync("checkout", new OperatorNote("ben", "fixed"), TestContext.Current.CancellationToken);
        await _receiver.ArrivedAsync();
        await _receiver.ArrivedAsync();
        Assert.Equal(["killed", "restored"], _receiver.Messages.Select(What));
        Assert.Contains("orders fail", _receiver.Messages[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_in_the_options_are_named_at_start()
    {
        var thrown = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(w =>
        {
            w.Address = new Uri("ftp://example.com");
            w.Retries = 21;
            w.Timeout = TimeSpan.Zero;
            w.Secret = "whsec_?";
            w.Format = (WebhookFormat)7;
            w.Transitions.Add("exploded");
        }));
        Assert.Equal(6, thrown.Failures.Count());
        Assert.All(thrown.Failures, f => Assert.StartsWith("PRG0570: Webhook 'ops': ", f, StringComparison.Ordinal));
    }

    private static string What((string Body, Dictionary<string, string> Headers) message)
    {
        using var json = JsonDocument.Parse(message.Body);
        return json.RootElement.GetProperty("what").GetString()!;
    }

    private async Task StartAsync(Action<WebhookOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<ILoggerFactory>(new LoggerFactory([_log]));
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Progressive:Application"] = "shop",
            ["Progressive:Environment"] = "prod",
            ["Progressive:Flags:checkout"] = "true",
        }).Build());
        services.AddProgressiveDelivery().AddWebhook(
            "ops",
            w =>
            {
                w.Address = new Uri("https://hooks.example.com/rollouts");
                configure?.Invoke(w);
            },
            () => _receiver);
        _services = services.BuildServiceProvider();
        _ = _services.GetRequiredService<IFlags>().IsEnabled("checkout");
        _sender = _services.GetServices<IHostedService>().OfType<WebhookSender>().Single();
        await _sender.StartAsync(TestContext.Current.CancellationToken);
    }

    private void Tell(string what = "raised", RolloutPhase phase = RolloutPhase.Progressing, RolloutReason reason = RolloutReason.None, string from = "1%", string to = "10%") =>
        _services!.GetRequiredService<RolloutFeed>().Tell(new RolloutNews("checkout", "2", what, _time.GetUtcNow(), "guard", "9 of 61 <failed> & so on", new RolloutTransition
        {
            At = _time.GetUtcNow(),
            What = what,
            Phase = phase,
            Reason = reason,
            Step = 1,
            From = Share.Parse(from),
            To = Share.Parse(to),
            By = "guard",
            Explanation = "9 of 61 <failed> & so on",
        }));

    /// <summary>Lets the retry's timer be made, which happens on another thread, before time passes.</summary>
    private static async Task WaitForTimersAsync()
    {
        for (var i = 0; i < 50; i++)
        {
            await Task.Yield();
            await Task.Run(() => { }, TestContext.Current.CancellationToken);
        }
    }

    private async Task AdvanceUntilArrivedAsync(int times)
    {
        for (var arrived = 0; arrived < times; arrived++)
        {
            var next = _receiver.ArrivedAsync();
            for (var i = 0; i < 10_000 && !next.IsCompleted; i++)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                await WaitForTimersAsync();
            }

            await next;
        }
    }
}
