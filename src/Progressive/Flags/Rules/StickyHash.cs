using System.Runtime.CompilerServices;
using Progressive.Assignment;

namespace Progressive.Flags.Rules;

/// <summary>What is hashed, and how, where a share of calls is drawn.</summary>
internal sealed class StickyHash(StickyKey by, string? attribute, BucketHash hash)
{
    public StickyKey By { get; } = by;

    /// <summary>For <see cref="StickyKey.Attribute"/>.</summary>
    public string? Attribute { get; } = attribute;

    public BucketHash Hash { get; } = hash;

    /// <summary>As definitions write it.</summary>
    public string Unit => By switch
    {
        StickyKey.Attribute => Attribute!,
        StickyKey.Call => "call",
        _ => TargetingKeyCondition.Name,
    };

    public ContextNeeds Needs => By switch
    {
        StickyKey.TargetingKey => ContextNeeds.TargetingKey,
        StickyKey.Attribute => ContextNeeds.Attributes,
        _ => ContextNeeds.None,
    };

    /// <returns>False where the key is missing.</returns>
    public bool TryCompute(in Asker asker, out ulong hash)
    {
        switch (By)
        {
            case StickyKey.Call:
                hash = CallSequence.Next();
                return true;
            case StickyKey.Attribute:
                return TryAttribute(Attribute!, Hash, asker.Context, out hash);
            default:
                return TryKey(asker.TargetingKey, Hash, out hash);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryKey(string? key, BucketHash bucketHash, out ulong hash)
    {
        if (!string.IsNullOrEmpty(key))
        {
            hash = bucketHash.Compute(key);
            return true;
        }

        hash = 0;
        return bucketHash.HashesNobody && Foreign(bucketHash, out hash);
    }

    public static bool TryAttribute(string attribute, BucketHash bucketHash, EvaluationContext? context, out ulong hash)
    {
        if (context is null || !context.TryGet(attribute, out var value))
        {
            return TryKey(null, bucketHash, out hash);
        }

        // 32 characters hold every number: the longest double is -1.7976931348623157E+308.
        var key = value.Text is { } text ? text : value.Format(stackalloc char[32]);
        hash = bucketHash.Compute(key);
        return key.Length > 0 || bucketHash.HashesNobody;
    }

    public override string ToString() => By switch
    {
        StickyKey.Attribute => $"'{Attribute}'",
        StickyKey.Call => "calls",
        _ => "targeting keys",
    };

    private static bool Foreign(BucketHash bucketHash, out ulong hash)
    {
        hash = bucketHash.Compute("");
        return true;
    }
}
