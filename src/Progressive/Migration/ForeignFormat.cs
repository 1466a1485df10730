namespace Progressive.Migration;

/// <summary>Whose flags a file has.</summary>
public enum ForeignFormat
{
    /// <summary>Microsoft.FeatureManagement: <c>feature_management.feature_flags</c>, or the section <c>FeatureManagement</c>.</summary>
    Microsoft,

    /// <summary>flagd: <c>flags</c> with <c>variants</c> and <c>targeting</c>.</summary>
    Flagd,
}
