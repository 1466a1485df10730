namespace Progressive.Flags.Rules;

/// <summary>Something about who is asking that holds or does not. Immutable; asking parses no definition and allocates nothing.</summary>
internal abstract class Condition
{
    /// <summary>What has to be known to ask.</summary>
    public abstract ContextNeeds Needs { get; }

    public abstract bool Matches(in Asker asker);

    /// <summary>As a person would write it, for explanations.</summary>
    public abstract override string ToString();
}
