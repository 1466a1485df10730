namespace Progressive;

/// <summary>A request or a message that is a call of every flag read in it.</summary>
internal interface ICallScope
{
    /// <summary>Made when first asked for: most requests record nothing.</summary>
    Call Call { get; }
}
