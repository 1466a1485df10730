namespace Progressive;

/// <summary>Reads flags. Registered as a singleton by <c>AddProgressiveDelivery()</c>.</summary>
/// <remarks>
/// Every reading is synchronous, allocates nothing, takes no lock and never throws for a flag that does not exist: that one is off, with
/// <see cref="EvaluationReason.Error"/> and <see cref="EvaluationError.FlagNotFound"/>. Where no context is passed, <see cref="EvaluationContext.Current"/>
/// is used, and only by flags whose answer depends on one. Safe for use by many threads.
/// </remarks>
public interface IFlags
{
    /// <summary>Whether a flag is on.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <param name="context">Who is asking; null uses <see cref="EvaluationContext.Current"/>.</param>
    /// <returns>True when the variant served is another than the flag's <c>Off</c> variant.</returns>
    bool IsEnabled(string flag, EvaluationContext? context = null);

    /// <inheritdoc cref="IsEnabled(string, EvaluationContext?)"/>
    bool IsEnabled(FlagKey flag, EvaluationContext? context = null);

    /// <summary>Which variant a flag serves, and why.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <param name="context">Who is asking; null uses <see cref="EvaluationContext.Current"/>.</param>
    /// <returns>The evaluation; never null.</returns>
    Evaluation Evaluate(string flag, EvaluationContext? context = null);

    /// <inheritdoc cref="Evaluate(string, EvaluationContext?)"/>
    Evaluation Evaluate(FlagKey flag, EvaluationContext? context = null);

    /// <summary>Says how a flag comes to its answer, step by step, without counting as an evaluation. For people and tools; not for the request path.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <param name="context">Who is asking; null uses <see cref="EvaluationContext.Current"/>.</param>
    /// <returns>The path, with the values it met: show it to nobody who may not see the context's attributes.</returns>
    Explanation Explain(string flag, EvaluationContext? context = null);

    /// <summary>Which variant a flag would serve, and why, without using it: no exposure is recorded, and the request does not count as a call of the flag.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <param name="context">Who is asking; null uses <see cref="EvaluationContext.Current"/>.</param>
    /// <returns>The evaluation; never null.</returns>
    Evaluation Peek(string flag, EvaluationContext? context = null);

    /// <inheritdoc cref="Peek(string, EvaluationContext?)"/>
    Evaluation Peek(FlagKey flag, EvaluationContext? context = null);

    /// <summary>
    /// Has this flow of execution read one version of all flags, the one in force now, until the returned scope is disposed. For a message, a batch or
    /// a computation; requests have it from <c>UseProgressiveDelivery()</c>.
    /// </summary>
    /// <returns>The scope. Inside a request, or another scope, it holds on to that one's version.</returns>
    /// <remarks>
    /// Definitions, rules and shares stay as they are now, whoever is asking; routed services and inline calls follow. What is taken away is taken away at
    /// once all the same: a flag that is killed, a variant that is closed. So pin a unit of work, not the loop around it. Tasks started inside read the
    /// live flags once the scope is disposed.
    /// </remarks>
    /// <example><code>using (flags.Pin()) { … }</code></example>
    IDisposable Pin();

    /// <summary>Runs the stable or the candidate delegate, as the flag says, and watches how it ends.</summary>
    /// <typeparam name="T">What the work returns.</typeparam>
    /// <param name="flag">The flag's key.</param>
    /// <param name="stable">What is done today.</param>
    /// <param name="candidate">What is being tried.</param>
    /// <param name="cancellationToken">Passed to the delegate that runs. A call that the caller cancels counts for neither variant.</param>
    /// <returns>What the delegate that ran returned; its exceptions pass through unchanged, unless the flag has a fallback.</returns>
    ValueTask<T> CallAsync<T>(
        string flag,
        Func<CancellationToken, ValueTask<T>> stable,
        Func<CancellationToken, ValueTask<T>> candidate,
        CancellationToken cancellationToken = default);
}
