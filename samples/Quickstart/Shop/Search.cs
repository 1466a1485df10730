namespace Quickstart.Shop;

/// <summary>Finding things. The second version finds them too late.</summary>
internal static class Search
{
    private static readonly TimeSpan s_slowness = TimeSpan.FromMilliseconds(400);

    public static Answer V1() => new(Answer.Stable, StatusCodes.Status200OK, "three kites");

    public static async Task<Answer> V2(TimeProvider time, CancellationToken cancellationToken)
    {
        await Task.Delay(s_slowness, time, cancellationToken);
        return new(Answer.Candidate, StatusCodes.Status200OK, "three kites and a lens");
    }
}
