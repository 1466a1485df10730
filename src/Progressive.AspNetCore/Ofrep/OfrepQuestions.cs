using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Diagnostics;
using Progressive.Flags;

namespace Progressive.AspNetCore.Ofrep;

/// <summary>Reads what requests ask, within bounds.</summary>
internal sealed class OfrepQuestions(RequestContexts contexts, OfrepOptions options, ILogger logger)
{
    private readonly ClientContextReader _reader = new([.. options.Attributes ?? []]);
    private readonly Func<HttpContext, bool>? _trust = options.TrustTargetingKey;
    private readonly int _largestBody = options.MaxBodySize;

    public async ValueTask<OfrepQuestion> ReadAsync(HttpContext http, FragmentTable table, bool isAboutAll)
    {
        if (await BoundedBody.ReadAsync(http.Request, _largestBody, http.RequestAborted).ConfigureAwait(false) is not { } body)
        {
            return new OfrepQuestion(OfrepRefusal.TooLarge(_largestBody), null, 0);
        }

        await contexts.AuthenticateAsync(http, table.Flags.Needs).ConfigureAwait(false);
        var question = Read(http, table, body, isAboutAll);
        http.Request.BodyReader.AdvanceTo(body.End);
        return question;
    }

    private OfrepQuestion Read(HttpContext http, FragmentTable table, in ReadOnlySequence<byte> body, bool isAboutAll)
    {
        if (body.IsSingleSegment)
        {
            return Read(http, table, body.FirstSpan, isAboutAll);
        }

        var copy = ArrayPool<byte>.Shared.Rent((int)body.Length);
        body.CopyTo(copy);
        var question = Read(http, table, copy.AsSpan(0, (int)body.Length), isAboutAll);
        ArrayPool<byte>.Shared.Return(copy);
        return question;
    }

    private OfrepQuestion Read(HttpContext http, FragmentTable table, ReadOnlySpan<byte> body, bool isAboutAll)
    {
        if (_reader.Read(body, out var client) is { } refusal)
        {
            return new OfrepQuestion(refusal, null, 0);
        }

        var context = ContextOf(http, client);
        return new OfrepQuestion(null, context, isAboutAll ? HashOf(table, body, context) : 0);
    }

    /// <summary>
    /// Found in the request as for the application's own flags, and completed by what the client may say. What the request has counts before what the client says, so
    /// that a browser and the application behind it never disagree about the same visitor. The request of a service is about the service, not about whom it asks for.
    /// </summary>
    private EvaluationContext ContextOf(HttpContext http, ClientContext client)
    {
        var request = SpeaksForOthers(http, client) ? null : contexts.SessionOf(http);
        var context = new EvaluationContext(request is null ? client.TargetingKey : null, request);
        client.CopyTo(context, request);
        return context;
    }

    // The time, and what the application finds in a request or chose for it, are in no hash.
    private ulong HashOf(FragmentTable table, ReadOnlySpan<byte> body, EvaluationContext context)
    {
        var needs = table.Flags.Needs;
        if ((needs & ContextNeeds.Time) != 0
            || ((needs & ContextNeeds.Attributes) != 0 && contexts.HasAttributes)
            || context.Since is not null
            || context.Choices is not null)
        {
            return 0;
        }

        // Asked for only where it matters: to answer, a request may have to make a key up and set a cookie.
        var key = (needs & ContextNeeds.TargetingKey) != 0 ? context.TargetingKey : null;
        return EntityTag.QuestionOf(table.Seed, body, key);
    }

    private bool SpeaksForOthers(HttpContext http, ClientContext client)
    {
        if (_trust is null || string.IsNullOrEmpty(client.TargetingKey))
        {
            return false;
        }

        try
        {
            return _trust(http);
        }
        catch (Exception e)
        {
            HttpLog.OfrepTrustThrew(logger, e);
            return false;
        }
    }
}
