using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Progressive.Benchmarks.Subjects;

/// <summary>
/// The endpoint filter a team would write by hand to do the same work: the user's header hashed, two clock reads, the status looked at, counters
/// and a histogram for each variant. No routing, no rules, no kill switch, no guards, no gRPC, no client that goes away.
/// </summary>
internal sealed class HandWrittenFilter(string header, Func<IResult> candidate) : IEndpointFilter
{
    private readonly HandWrittenWatch.Cells _stable = new();
    private readonly HandWrittenWatch.Cells _candidate = new();

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var tried = http.Request.Headers[header] is [{ } user, ..] && HandWrittenWatch.Hash(user) < 1UL << 63;
        var cells = tried ? _candidate : _stable;
        var start = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref cells.Started);
        try
        {
            var result = tried ? ValueTask.FromResult<object?>(candidate()) : next(context);
            if (!result.IsCompletedSuccessfully)
            {
                return FinishAsync(result, cells, start, http);
            }

            Finish(cells, start, http);
            return result;
        }
        catch
        {
            Interlocked.Increment(ref cells.Failed);
            throw;
        }
    }

    private static async ValueTask<object?> FinishAsync(ValueTask<object?> result, HandWrittenWatch.Cells cells, long start, HttpContext http)
    {
        try
        {
            var value = await result.ConfigureAwait(false);
            Finish(cells, start, http);
            return value;
        }
        catch
        {
            Interlocked.Increment(ref cells.Failed);
            throw;
        }
    }

    private static void Finish(HandWrittenWatch.Cells cells, long start, HttpContext http)
    {
        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            Interlocked.Increment(ref cells.Failed);
        }
        else
        {
            cells.Completed(Stopwatch.GetTimestamp() - start);
        }
    }
}
