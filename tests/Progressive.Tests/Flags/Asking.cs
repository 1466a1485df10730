using Progressive.Flags;
using Progressive.Flags.Rules;

namespace Progressive.Tests.Flags;

internal static class Asking
{
    public static bool Meets(this Condition condition, EvaluationContext? context) => condition.Matches(new Asker(FlagSnapshot.Empty, context));
}
