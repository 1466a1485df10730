using System.Diagnostics.CodeAnalysis;

namespace Progressive.AspNetCore.Overrides;

/// <summary>What verifying a token came to. Immutable.</summary>
public sealed class OverrideResult
{
    internal OverrideResult(OverrideToken token) => Token = token;

    internal OverrideResult(OverrideRefusal refusal) => Refusal = refusal;

    /// <summary>Whether the token is followed.</summary>
    [MemberNotNullWhen(true, nameof(Token))]
    public bool IsAccepted => Token is not null;

    /// <summary>What it says; null where it is refused.</summary>
    public OverrideToken? Token { get; }

    /// <summary>Why it is refused; <see cref="OverrideRefusal.None"/> where it is not.</summary>
    public OverrideRefusal Refusal { get; }
}
