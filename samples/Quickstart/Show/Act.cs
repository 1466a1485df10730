using Progressive.Rollouts;
using Quickstart.Load;

namespace Quickstart.Show;

/// <summary>One rollout of the show, and what has come of it.</summary>
/// <param name="flag">The flag.</param>
/// <param name="title">What the candidate is like.</param>
/// <param name="method">How users call it.</param>
/// <param name="path">Where users call it.</param>
/// <param name="expected">How it has to end.</param>
internal sealed class Act(string flag, string title, HttpMethod method, string path, RolloutPhase expected)
{
    private RolloutPhase? _ending;

    public string Flag => flag;

    public string Title => title;

    public HttpMethod Method => method;

    public string Path => path;

    public Tally Tally { get; } = new();

    /// <summary>Null before its turn.</summary>
    public RolloutStatus? Status { get; private set; }

    /// <summary>Null until the candidate serves everybody or nobody.</summary>
    public TimeSpan? TimeToEnding { get; private set; }

    public bool IsPromoted => _ending == RolloutPhase.Promoted;

    /// <summary>Nothing can change any more: it was taken back, or guards have stopped watching it.</summary>
    public bool IsOver => _ending == RolloutPhase.RolledBack || Status is { Phase: RolloutPhase.Promoted, IsBaked: true };

    public bool HasEndedAsExpected => IsOver && _ending == expected;

    public static IReadOnlyList<Act> Program() =>
    [
        new("recommender", "a good one", HttpMethod.Get, "/recommendations", RolloutPhase.Promoted),
        new("checkout", "fails three times in ten", HttpMethod.Post, "/checkout", RolloutPhase.RolledBack),
        new("search", "takes 400 ms", HttpMethod.Get, "/search", RolloutPhase.RolledBack),
    ];

    public void Observe(RolloutStatus? status, TimeSpan elapsed)
    {
        Status = status;
        if (status is { Phase: RolloutPhase.Promoted or RolloutPhase.RolledBack } && status.Phase != _ending)
        {
            // Also when what was promoted is taken back during its bake.
            _ending = status.Phase;
            TimeToEnding = elapsed;
        }
    }
}
