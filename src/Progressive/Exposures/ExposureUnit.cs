namespace Progressive.Exposures;

/// <summary>How much of a unit stands in the events that exposures are logged as.</summary>
public enum ExposureUnit
{
    /// <summary>Nothing: logs go to many places and are kept for long, and a targeting key may be a person's name.</summary>
    Omitted,

    /// <summary>
    /// The first 128 bits of its SHA-256, as 32 hexadecimal digits: the same for the same unit everywhere. A pseudonym, not an anonym: who has a list of keys finds the
    /// one that it is made of.
    /// </summary>
    Hashed,

    /// <summary>The unit as it is.</summary>
    Plain,
}
