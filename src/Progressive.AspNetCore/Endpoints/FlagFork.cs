using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>Where a pipeline parts by a requirement.</summary>
internal sealed class FlagFork(RequirementQuestion question, RequestDelegate branch, RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        var answer = question.AskAsync(http);
        return answer.IsCompletedSuccessfully ? Go(answer.Result, http) : AwaitAsync(answer, http);
    }

    private async Task AwaitAsync(ValueTask<FlagAnswer> answer, HttpContext http) => await Go(await answer.ConfigureAwait(false), http).ConfigureAwait(false);

    private Task Go(FlagAnswer answer, HttpContext http) => answer == FlagAnswer.Yes ? branch(http) : next(http);
}
