namespace Progressive.State;

/// <summary>What was found in a state file: an image, or the damage, or (neither) no file at all.</summary>
internal readonly record struct StateFileContent(StateImage? Image, string? Damage)
{
    internal bool IsMissing => Image is null && Damage is null;

    internal string Trouble => Damage is null ? "is gone" : $"is damaged ({Damage})";
}
