namespace Progressive.AspNetCore.Endpoints;

/// <summary>On an endpoint's metadata: it is a variant of a flag. The last one on an endpoint counts.</summary>
public interface IVariantMetadata
{
    /// <summary>The flag's key.</summary>
    string Flag { get; }

    /// <summary><c>stable</c> or <c>candidate</c>.</summary>
    string Variant { get; }

    /// <summary>The candidate's revision; null: named after what handles it.</summary>
    string? Revision { get; }
}
