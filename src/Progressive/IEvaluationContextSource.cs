using System.ComponentModel;

namespace Progressive;

/// <summary>Fills a context while it is read: what an adapter implements so that a request pays for no more of a context than its flags ask for.</summary>
/// <remarks>Both methods are called one at a time, on the thread that reads. They must not wait or throw.</remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface IEvaluationContextSource
{
    /// <summary>The key that splits and rollouts stick by; asked for at most once per context.</summary>
    /// <returns>The key; null or empty where there is none.</returns>
    string? FindTargetingKey();

    /// <summary>One attribute.</summary>
    /// <param name="name">Its name, to be compared ignoring case.</param>
    /// <param name="value">Its value; the absent value where there is none.</param>
    /// <returns>
    /// True when this is the answer for good, an absent value included: the context remembers it and does not ask again. False where the source does not
    /// know the attribute, or not yet.
    /// </returns>
    bool TryFindAttribute(string name, out AttributeValue value);
}
