using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Progressive;

namespace Snippets;

internal static class Migration
{
    public static void FromMicrosoft(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery().AddMicrosoftFeatureFlags();
    }

    public static void FromFlagd(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery().AddFlagdFile("flags.json");
    }

    public static bool WithGroups(IFlags flags, string userId, string[] groups)
    {
        using (EvaluationContext.Enter(new EvaluationContext(userId) { ["groups"] = groups }))
        {
            return flags.IsEnabled("Beta");
        }
    }

    public static bool WithAttributes(IFlags flags, string userId, string name, string email)
    {
        using (EvaluationContext.Enter(new EvaluationContext(userId) { ["user.name"] = name, ["email"] = email }))
        {
            return flags.IsEnabled("new-search");
        }
    }
}
