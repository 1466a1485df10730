namespace Progressive.AspNetCore.Endpoints;

/// <summary>What a flag answered to routing.</summary>
[Flags]
internal enum FlagAnswer
{
    No = 0,

    /// <summary>It is the candidate's turn, or the flag is on.</summary>
    Yes = 1,

    /// <summary>A split or a rollout decided between stable and candidate, whichever it is.</summary>
    Drawn = 2,
}
