namespace Progressive;

/// <summary>The base of the failures this library reports: each has an id that is explained in the errors reference.</summary>
public class ProgressiveException : Exception
{
    /// <summary>Creates a failure.</summary>
    /// <param name="code">The id, such as <c>PRG0350</c>.</param>
    /// <param name="message">What went wrong and how to fix it; starts with the id.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public ProgressiveException(string code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>The id of the failure, such as <c>PRG0350</c>.</summary>
    public string Code { get; }
}
