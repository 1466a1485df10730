namespace Progressive.Flags;

/// <summary>What a flag's splits and rollout stick by.</summary>
internal enum StickyKey
{
    TargetingKey,
    Attribute,
    Call,
}
