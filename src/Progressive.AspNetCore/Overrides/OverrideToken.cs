namespace Progressive.AspNetCore.Overrides;

/// <summary>What a verified token says. Immutable.</summary>
public sealed class OverrideToken
{
    internal OverrideToken(OverridePayload payload)
    {
        Variants = payload.Variants;
        Audience = payload.Audience;
        IssuedAt = DateTimeOffset.FromUnixTimeSeconds(payload.IssuedAt);
        ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(payload.ExpiresAt);
        Id = payload.Id;
        Subject = payload.Subject;
        IssuedBy = payload.IssuedBy;
        IsOneTime = payload.IsOneTime;
        AsksForClosed = payload.AsksForClosed;
    }

    /// <summary>The variants to serve, by the flags' keys.</summary>
    public IReadOnlyDictionary<string, string> Variants { get; }

    /// <summary>Whom it is for.</summary>
    public string Audience { get; }

    /// <summary>When it was issued, to the second.</summary>
    public DateTimeOffset IssuedAt { get; }

    /// <summary>When it stops being good, to the second.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>What tells it from every other token.</summary>
    public string Id { get; }

    /// <summary>The targeting key it is bound to; null: whoever brings it.</summary>
    public string? Subject { get; }

    /// <summary>Who issued it; part of the cause of the evaluations it forces.</summary>
    public string? IssuedBy { get; }

    /// <summary>Whether it is good for one request of one process only.</summary>
    public bool IsOneTime { get; }

    /// <summary>Whether it asks for variants that are closed; granted where <see cref="OverrideOptions.AllowClosed"/> says so.</summary>
    public bool AsksForClosed { get; }
}
