using Microsoft.AspNetCore.Http;
using Progressive.AspNetCore.Context;
using Progressive.Flags;
using Progressive.Variants;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>Whether a requirement is met. One question however many flags it names: routing's branches multiply with questions.</summary>
internal sealed class RequirementQuestion(FlagRequirement requirement, VariantRoute[] routes, RequestContexts contexts) : FlagQuestion
{
    public override int Answers => 2;

    public override FlagAnswer Ask(HttpContext http) =>
        (CorsPreflight.Is(http.Request) ? MayBeMet() : IsMet(http)) ? FlagAnswer.Yes : FlagAnswer.No;

    public override ValueTask<FlagAnswer> AskAsync(HttpContext http)
    {
        if (!CorsPreflight.Is(http.Request))
        {
            var needs = ContextNeeds.None;
            foreach (var route in routes)
            {
                needs |= route.Needs;
            }

            var authenticated = contexts.AuthenticateAsync(http, needs);
            if (!authenticated.IsCompletedSuccessfully)
            {
                return AwaitAsync(authenticated, http);
            }
        }

        return ValueTask.FromResult(Ask(http));
    }

    private async ValueTask<FlagAnswer> AwaitAsync(ValueTask authenticated, HttpContext http)
    {
        await authenticated.ConfigureAwait(false);
        return Ask(http);
    }

    private bool IsMet(HttpContext http) => requirement.IsMet(
        (contexts, http, routes),
        static (state, i) => state.contexts.Evaluate(state.http, state.routes[i]).IsEnabled);

    // A preflight asks for somebody whom it does not name. About a hidden endpoint it is answered as if it were there, unless it is there for nobody:
    // otherwise nobody's browser could go on to the request that says who is asking.
    private bool MayBeMet()
    {
        var (known, on) = (0, 0);
        foreach (var route in routes)
        {
            if (route.TryEvaluateForEverybody(out var evaluation))
            {
                known++;
                on += evaluation.IsEnabled ? 1 : 0;
            }
        }

        var open = known < routes.Length;
        var off = known - on;
        var canBeTrue = requirement.IsAny ? open || on > 0 : off == 0;
        var canBeFalse = requirement.IsAny ? on == 0 : open || off > 0;
        return requirement.IsNegated ? canBeFalse : canBeTrue;
    }
}
