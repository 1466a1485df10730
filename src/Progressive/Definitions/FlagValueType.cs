namespace Progressive.Definitions;

/// <summary>The type of a flag's values.</summary>
internal enum FlagValueType
{
    Boolean,
    String,
    Number,
    Json,
}
