namespace Progressive.Variants;

/// <summary>What the generator knows of one service.</summary>
/// <param name="Create">Makes a proxy.</param>
/// <param name="NotReplayable">The methods that a fallback cannot answer for.</param>
internal sealed record VariantProxy<T>(Func<RoutedService<T>, T> Create, string[] NotReplayable)
    where T : class;
