namespace Progressive;

/// <summary>
/// An error that Progressive reports at start-up, on load, or from an operator's command, never from deciding which variant serves a call.
/// </summary>
/// <remarks>The message begins with <see cref="Code"/>, names what is wrong and says how to put it right.</remarks>
public class ProgressiveException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">The error id, <c>PRG</c> and four digits; each is a heading of the error reference.</param>
    /// <param name="message">What is wrong and what to do, beginning with the id.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public ProgressiveException(string code, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        Code = code;
    }

    /// <summary>The error id, for example <c>PRG0012</c>.</summary>
    public string Code { get; }
}
