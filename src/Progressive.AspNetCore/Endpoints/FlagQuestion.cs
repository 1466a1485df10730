using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>One thing that routing asks: is it the candidate's turn, or is a requirement met.</summary>
internal abstract class FlagQuestion
{
    /// <summary>How many answers there are.</summary>
    public abstract int Answers { get; }

    /// <summary>Asks by what is known without waiting.</summary>
    public abstract FlagAnswer Ask(HttpContext http);

    /// <summary>Asks, after authentication has been where it is needed.</summary>
    public abstract ValueTask<FlagAnswer> AskAsync(HttpContext http);
}
