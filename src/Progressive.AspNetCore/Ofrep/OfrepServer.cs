using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Progressive.Variants;

namespace Progressive.AspNetCore.Ofrep;

/// <summary>
/// OpenFeature Remote Evaluation 0.3: one flag, and all flags with an entity tag. One request is answered from one version of the flags. A flag that is not for
/// clients is answered as one that does not exist.
/// </summary>
internal sealed class OfrepServer(VariantRoutes routes, OfrepQuestions questions, ApiKeys keys)
{
    public const string KeyParameter = "key";

    // The answer is one visitor's, and what it is worth the next moment only the server knows.
    private const string Caching = "private, no-cache";

    private volatile FragmentTable? _table;

    public async Task EvaluateFlagAsync(HttpContext http)
    {
        if (!keys.Admit(http.Request))
        {
            Challenge(http);
            return;
        }

        // Servers leave an escaped slash in the path as it is, and flags may have one in their keys.
        var key = ((string?)http.GetRouteValue(KeyParameter) ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var table = Table();
        var question = await questions.ReadAsync(http, table, isAboutAll: false).ConfigureAwait(false);
        if (question.Refusal is { } refusal)
        {
            await RefuseAsync(http, key, refusal).ConfigureAwait(false);
            return;
        }

        var index = table.Flags.IndexOf(key);
        if (index < 0)
        {
            await RefuseAsync(http, key, OfrepRefusal.NoFlag).ConfigureAwait(false);
            return;
        }

        var fragment = table.Of(index, table.Flags.Evaluate(index, question.Context!));
        await WriteAsync(http, fragment.IsFailure ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK, fragment.Json).ConfigureAwait(false);
    }

    public async Task EvaluateAllAsync(HttpContext http)
    {
        if (!keys.Admit(http.Request))
        {
            Challenge(http);
            return;
        }

        var table = Table();
        var question = await questions.ReadAsync(http, table, isAboutAll: true).ConfigureAwait(false);
        if (question.Refusal is { } refusal)
        {
            await RefuseAsync(http, null, refusal).ConfigureAwait(false);
            return;
        }

        var answer = BulkAnswer.Of(table, question.Context!, question.Hash, http.Request.Headers.IfNoneMatch);
        http.Response.Headers.ETag = answer.Tag.ToString();
        if (answer.Buffer is null)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            http.Response.Headers.CacheControl = Caching;
            return;
        }

        try
        {
            await WriteAsync(http, StatusCodes.Status200OK, answer.Buffer.AsMemory(0, answer.Length)).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(answer.Buffer);
        }
    }

    private static Task RefuseAsync(HttpContext http, string? key, OfrepRefusal refusal) => WriteAsync(http, refusal.Status, refusal.ToJson(key));

    private static Task WriteAsync(HttpContext http, int status, ReadOnlyMemory<byte> json)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        response.Headers.CacheControl = Caching;
        return response.Body.WriteAsync(json, http.RequestAborted).AsTask();
    }

    private static void Challenge(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        http.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
    }

    private FragmentTable Table()
    {
        var flags = routes.ClientFlags;
        var table = _table;
        return table is not null && ReferenceEquals(table.Flags, flags) ? table : _table = new FragmentTable(flags);
    }
}
