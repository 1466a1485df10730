using Microsoft.AspNetCore.Http;
using Progressive.AspNetCore.Context;

namespace Progressive.AspNetCore.Ofrep;

/// <summary>
/// Who is asking: found in the request as for the application's own flags, and completed by what the client may say. What the request has counts before what the
/// client says, so that a browser and the application behind it never disagree about the same visitor.
/// </summary>
internal sealed class OfrepContext(RequestContexts contexts, HttpContext http, ClientContext client, bool speaksForOthers) : IEvaluationContextSource
{
    public string? FindTargetingKey() => speaksForOthers ? client.TargetingKey : contexts.FindKey(http);

    public bool TryFindAttribute(string name, out AttributeValue value)
    {
        // The request of a service is about the service, not about whom it asks for.
        value = !speaksForOthers && contexts.HasAttributes ? contexts.RequestOf(http).Context[name] : default;
        if (value == default)
        {
            value = client.Find(name);
        }

        return true;
    }
}
