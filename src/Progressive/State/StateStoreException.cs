namespace Progressive.State;

/// <summary>
/// The store cannot be reached or cannot do its work now. After a failed write the content may or may not be stored: read again to know.
/// An outage is never evidence about a candidate: hold, neither raise nor roll back because of it.
/// </summary>
public sealed class StateStoreException : ProgressiveException
{
    /// <summary>Creates an outage.</summary>
    /// <param name="code">The id, <c>PRG0350</c> to <c>PRG0399</c>.</param>
    /// <param name="message">What failed and how to fix it; starts with the id.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public StateStoreException(string code, string message, Exception? inner = null)
        : base(code, message, inner)
    {
    }
}
