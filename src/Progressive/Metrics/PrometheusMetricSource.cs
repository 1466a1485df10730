using System.Globalization;
using System.Text.Json;
using Progressive.Diagnostics;

namespace Progressive.Metrics;

/// <summary>Asks Prometheus, or what answers its HTTP API, for the value of a query at this moment.</summary>
/// <param name="client">With the base address of the server; owned by the source.</param>
internal sealed class PrometheusMetricSource(HttpClient client) : MetricSource, IDisposable
{
    public const string Name = "prometheus";

    // One value is some hundred bytes; who answers with more has been asked for something else.
    private const int LongestAnswer = 1 << 20;

    public void Dispose() => client.Dispose();

    protected override async ValueTask<double?> ReadCoreAsync(string query, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent([new("query", query)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/query") { Content = form };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var content = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        JsonDocument answer;
        try
        {
            answer = JsonDocument.Parse(content);
        }
        catch (JsonException)
        {
            throw Failure($"Prometheus answered {(int)response.StatusCode} and no JSON. Check the address");
        }

        using (answer)
        {
            return Read(answer.RootElement, (int)response.StatusCode);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[4096];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += read;
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            if (length == LongestAnswer)
            {
                throw Failure("Prometheus answered with more than a megabyte. Aggregate the query to one value, for example by sum(…)");
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(length * 2, LongestAnswer));
            }
        }
    }

    private static double? Read(JsonElement answer, int status)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("status", out var said) || said.ValueKind != JsonValueKind.String)
        {
            throw Failure($"Prometheus answered {status} and nothing that it answers. Check the address");
        }

        if (said.GetString() != "success")
        {
            var why = answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String ? error.GetString() : "no reason";
            throw Failure($"Prometheus refuses the query: {why}");
        }

        var found = answer.TryGetProperty("data", out var data) && data.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Array
            ? result
            : throw Failure("Prometheus answered without a result");
        switch (data.TryGetProperty("resultType", out var type) ? type.GetString() : null)
        {
            case "scalar":
                return Value(found);
            case "vector" when found.GetArrayLength() == 0:
                return null;
            case "vector" when found.GetArrayLength() == 1 && found[0].TryGetProperty("value", out var value):
                return Value(value);
            case "vector":
                throw Failure($"The query has {found.GetArrayLength()} values. Aggregate it to one, for example by sum(…)");
            default:
                throw Failure("The query has no value at one moment. Write one with an instant vector or a scalar as its result");
        }
    }

    // [ seconds, "value" ]; Prometheus writes NaN, +Inf and -Inf as texts.
    private static double? Value(JsonElement pair) =>
        pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || pair[1].ValueKind != JsonValueKind.String
            ? null
            : pair[1].GetString() switch
            {
                "+Inf" => double.PositiveInfinity,
                "-Inf" => double.NegativeInfinity,
                var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
            };

    private static ProgressiveException Failure(string what) => new(ErrorCodes.MetricSourceFailed, $"{ErrorCodes.MetricSourceFailed}: {what}.");
}
