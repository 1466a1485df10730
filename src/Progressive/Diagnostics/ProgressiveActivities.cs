using System.Diagnostics;

namespace Progressive.Diagnostics;

/// <summary>The activity source. A span is made only where somebody listens.</summary>
internal static class ProgressiveActivities
{
    private static readonly ActivitySource s_source = new(TelemetryNames.Source);

    /// <summary>A transition, inside the span of what caused it: a breach stands in the trace of the call that proved it.</summary>
    public static void Transition(string flag, string revision, string what, string from, string to, string by, string explanation)
    {
        if (!s_source.HasListeners())
        {
            return;
        }

        try
        {
            using var activity = s_source.StartActivity("progressive.rollout.transition");
            activity?
                .SetTag(TelemetryNames.FlagKey, flag)
                .SetTag(TelemetryNames.Version, revision)
                .SetTag(TelemetryNames.Transition, what)
                .SetTag("progressive.rollout.from", from)
                .SetTag("progressive.rollout.to", to)
                .SetTag("progressive.rollout.by", by)
                .SetTag("progressive.rollout.explanation", explanation);
        }
        catch (Exception)
        {
            // Whoever listens may throw; a transition is in force all the same, and the caller's request is not to pay for it.
        }
    }
}
