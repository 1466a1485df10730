using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Context;

/// <summary>One declared attribute and where it comes from. Immutable.</summary>
internal abstract class AttributeSource(string name)
{
    public string Name { get; } = name;

    /// <summary>Whether authentication has to be asked before this attribute is read.</summary>
    public virtual bool ReadsUser => false;

    /// <summary>Whether <see cref="HttpContext.User"/> has to be the user that was found, while this is read.</summary>
    public virtual bool ReadsUserOfRequest => false;

    /// <summary>Reads it. False: it cannot be known yet.</summary>
    public abstract bool TryRead(HttpContext http, out AttributeValue value);
}
