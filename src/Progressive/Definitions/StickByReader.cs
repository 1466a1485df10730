using Progressive.Diagnostics;
using Progressive.Flags;

namespace Progressive.Definitions;

/// <summary>Reads what calls stick by: the targeting key, an attribute, or nothing, each call for itself.</summary>
internal static class StickByReader
{
    /// <returns>Null where nothing, or nothing good, is written.</returns>
    public static (StickyKey By, string? Attribute)? Read(Written written)
    {
        if (written.Text("StickBy") is not { Length: > 0 } by)
        {
            return null;
        }

        if (by.Equals("targetingKey", StringComparison.OrdinalIgnoreCase))
        {
            return (StickyKey.TargetingKey, null);
        }

        if (by.Equals("call", StringComparison.OrdinalIgnoreCase))
        {
            return (StickyKey.Call, null);
        }

        if (!Keys.IsValid(by, out var why))
        {
            written.Complain(ErrorCodes.InvalidKey, $"'{Scalars.Cut(by)}' is no name of an attribute: {why}. Write 'targetingKey', 'call' or an attribute such as 'tenant'.");
            return null;
        }

        return (StickyKey.Attribute, by);
    }

    /// <returns>The attribute; null for the targeting key.</returns>
    public static string? ReadAttribute(Written written, string what)
    {
        if (written.Text(what) is not { Length: > 0 } by || by.Equals("targetingKey", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (Keys.IsValid(by, out var why))
        {
            return by;
        }

        written.Complain(ErrorCodes.InvalidKey, $"'{Scalars.Cut(by)}' is no name of an attribute: {why}. Write 'targetingKey' or an attribute such as 'tenant'.");
        return null;
    }
}
