using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Matching;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>Asks and jumps: destinations stand at the number that the answers make.</summary>
internal sealed class FlagJumpTable(FlagQuestion[] questions, int[] destinations) : PolicyJumpTable
{
    public override int GetDestination(HttpContext httpContext)
    {
        var answers = 0;
        for (var i = 0; i < questions.Length; i++)
        {
            answers |= (int)questions[i].Ask(httpContext) << (i * FlagBranch.BitsPerQuestion);
        }

        return destinations[answers];
    }
}
