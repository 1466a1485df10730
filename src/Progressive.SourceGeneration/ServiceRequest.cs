namespace Progressive.SourceGeneration;

/// <summary>What one AddVariants call or one attribute asks for: a proxy, or the reasons why there can be none.</summary>
internal record struct ServiceRequest(ServiceModel? Service, EquatableArray<DiagnosticModel> Diagnostics);
