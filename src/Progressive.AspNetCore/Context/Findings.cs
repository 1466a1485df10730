using System.Security.Claims;

namespace Progressive.AspNetCore.Context;

/// <summary>What few requests have to remember.</summary>
internal sealed class Findings
{
    /// <summary>What authentication answered; null for nobody.</summary>
    public ClaimsPrincipal? User { get; set; }

    /// <summary>Whether the caller is trusted with what it says about whom it calls for; null: nobody has asked yet.</summary>
    public bool? IsTrusted { get; set; }

    /// <summary>The variants that were chosen beforehand; null: nobody has asked yet.</summary>
    public VariantChoices? Choices { get; set; }
}
