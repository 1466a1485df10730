namespace Progressive.Flags;

/// <summary>What people wrote about a flag; it decides nothing.</summary>
internal sealed record FlagNotes(string? Description, string? Owner, IReadOnlyList<string> Tags, DateTimeOffset? Expires)
{
    public static FlagNotes None { get; } = new(null, null, [], null);
}
