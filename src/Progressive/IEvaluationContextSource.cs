using System.ComponentModel;

namespace Progressive;

/// <summary>Fills a context when it is first read: what an adapter implements so that a request which reads no flag pays for no context.</summary>
/// <remarks>Both methods are called at most once per context, one at a time, on the thread that reads first. They must not throw.</remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface IEvaluationContextSource
{
    /// <summary>The key that splits and rollouts stick by.</summary>
    /// <returns>The key; null or empty where there is none.</returns>
    string? FindTargetingKey();

    /// <summary>Sets the attributes.</summary>
    /// <param name="context">The context to set them on.</param>
    void FindAttributes(EvaluationContext context);
}
