namespace Progressive.AspNetCore.Endpoints;

/// <summary>One way through the questions of a routing node: the answers, a bit each.</summary>
internal sealed record FlagBranch(FlagQuestion[] Questions, int Answers)
{
    public bool IsYes(FlagQuestion question) => (Answers & (1 << Array.IndexOf(Questions, question))) != 0;
}
