using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;
using Polly;
using Polly.Retry;

namespace Progressive.Rollouts.Webhooks;

/// <summary>One receiver: what is to be told it waits in a bounded queue and is sent one after the other, so that it arrives in the order it happened.</summary>
internal sealed class WebhookLine : IDisposable
{
    /// <summary>Messages that may wait for a receiver that is down; what comes on top is dropped, counted and logged.</summary>
    internal const int Capacity = 1000;

    private readonly string _name;
    private readonly WebhookOptions _options;
    private readonly byte[]? _key;
    private readonly HttpClient _client;
    private readonly WebhookLog _log;
    private readonly TimeProvider _time;
    private readonly Func<(string? Application, string? Environment)> _scope;
    private readonly Channel<RolloutNews> _waiting = Channel.CreateBounded<RolloutNews>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly ResiliencePipeline _retrying;

    public WebhookLine(string name, WebhookOptions options, HttpMessageHandler handler, Func<(string?, string?)> scope, TimeProvider time, WebhookLog log)
    {
        _name = name;
        _options = options;
        _key = options.Secret is { } secret ? WebhookSignature.KeyOf(secret) : null;
        _client = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        _scope = scope;
        _time = time;
        _log = log;
        var retry = new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<WebhookException>(e => e.IsTransient),
            MaxRetryAttempts = Math.Max(1, options.Retries),
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromMinutes(5),
            UseJitter = true,
            DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as WebhookException)?.RetryAfter),
            OnRetry = arguments =>
            {
                if (arguments.AttemptNumber == 0)
                {
                    _log.Failed(_name, arguments.Outcome.Exception!.Message);
                }

                return ValueTask.CompletedTask;
            },
        };
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time };
        _retrying = options.Retries == 0 ? ResiliencePipeline.Empty : pipeline.AddRetry(retry).Build();
    }

    public void Tell(RolloutNews news)
    {
        if (_options.Transitions.Count > 0 && !_options.Transitions.Contains(news.What, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        if (!_waiting.Writer.TryWrite(news))
        {
            _log.Dropped(_name, news.What, news.Flag, $"{Capacity} messages wait already");
        }
    }

    public void Complete() => _waiting.Writer.TryComplete();

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var news in _waiting.Reader.ReadAllAsync(stopping).ConfigureAwait(false))
            {
                await DeliverAsync(news, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host has no time left.
        }

        if (_waiting.Reader.Count > 0)
        {
            _log.Left(_name, _waiting.Reader.Count);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task DeliverAsync(RolloutNews news, CancellationToken stopping)
    {
        try
        {
            var (application, environment) = _scope();
            var id = $"msg_{Guid.CreateVersion7(news.At):N}";
            var body = WebhookMessage.Of(_options.Format, id, news, application, environment);
            await _retrying.ExecuteAsync(
                static (message, token) => new ValueTask(message.Line.SendAsync(message.Id, message.Body, token)),
                (Line: this, Id: id, Body: body),
                stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            _log.Dropped(_name, news.What, news.Flag, e.Message);
        }
    }

    private async Task SendAsync(string id, byte[] body, CancellationToken stopping)
    {
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        if (_key is not null)
        {
            request.Headers.Add("webhook-signature", WebhookSignature.Of(_key, id, timestamp, body));
        }

        foreach (var (name, value) in _options.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var patience = new CancellationTokenSource(_options.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw Refused(response);
            }
        }
        catch (HttpRequestException e)
        {
            throw new WebhookException(e.Message, isTransient: true, null, e);
        }
        catch (OperationCanceledException e) when (!stopping.IsCancellationRequested)
        {
            throw new WebhookException($"no answer within {_options.Timeout.TotalSeconds:0.#} s", isTransient: true, null, e);
        }
    }

    private WebhookException Refused(HttpResponseMessage response)
    {
        var isTransient = response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
        var after = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return new WebhookException(
            $"it answered {(int)response.StatusCode}",
            isTransient,
            after is { } wait ? TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, TimeSpan.FromMinutes(15).Ticks)) : null);
    }
}
