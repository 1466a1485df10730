using System.Runtime.CompilerServices;

namespace App;

internal static class RuntimeChecks
{
    public static Task IsAheadOfTime() => RuntimeFeature.IsDynamicCodeSupported
        ? throw new InvalidOperationException("Dynamic code is supported here, so this is not the ahead-of-time compiled application.")
        : Task.CompletedTask;
}
