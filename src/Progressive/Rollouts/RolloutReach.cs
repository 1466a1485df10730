using System.Globalization;

namespace Progressive.Rollouts;

/// <summary>Whom a candidate reaches in this process, in words: <c>6 of 60 tenants, 38 % of calls</c>.</summary>
internal static class RolloutReach
{
    public static string? Of(RolloutEnvironment environment, RolloutSpec spec)
    {
        var reach = environment.Live.Current.TryGet(spec.Flag, out var flag) ? flag.Parts.Rollout?.Reach : null;
        var now = environment.Time.GetTimestamp();
        var candidate = environment.Windows.Get(spec.Flag, spec.Candidate, spec.Revision).Read(now).Calls;
        var all = candidate + environment.Windows.Get(spec.Flag, spec.Stable, spec.StableRevision).Read(now).Calls;
        string?[] parts =
        [
            reach is { All: > 0 } ? reach.ToString() : null,
            all > 0 ? string.Create(CultureInfo.InvariantCulture, $"{100.0 * candidate / all:0.##} % of calls") : null,
        ];
        return parts.OfType<string>().ToArray() is { Length: > 0 } said ? string.Join(", ", said) : null;
    }
}
