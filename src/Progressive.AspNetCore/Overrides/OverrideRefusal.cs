namespace Progressive.AspNetCore.Overrides;

/// <summary>Why a token is not followed.</summary>
public enum OverrideRefusal
{
    /// <summary>It is not refused.</summary>
    None,

    /// <summary>It is no token of this form, is longer than 4,096 characters, or names more than 32 flags.</summary>
    Malformed,

    /// <summary>None of the keys signed it.</summary>
    BadSignature,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It was issued in the future, by more than a minute.</summary>
    NotYetValid,

    /// <summary>It claims to live longer than <see cref="OverrideOptions.MaxLifetime"/>.</summary>
    LivesTooLong,

    /// <summary>It is for another application or environment.</summary>
    WrongAudience,

    /// <summary>It is bound to somebody else's targeting key.</summary>
    WrongSubject,

    /// <summary>It is good for one request, and that one has been; or too many such tokens are remembered to tell.</summary>
    Used,
}
