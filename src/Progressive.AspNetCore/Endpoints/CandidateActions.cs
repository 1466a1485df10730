using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Routing;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>Takes a controller's candidate action out of everything that may know one action per route only.</summary>
internal static class CandidateActions
{
    public static void Withdraw(ActionModel action, string? describeIn)
    {
        action.ApiExplorer.IsVisible = describeIn is not null;
        action.ApiExplorer.GroupName = describeIn ?? action.ApiExplorer.GroupName;
        foreach (var selector in action.Selectors)
        {
            selector.AttributeRouteModel?.Name = null;
            for (var i = selector.EndpointMetadata.Count - 1; i >= 0; i--)
            {
                if (selector.EndpointMetadata[i] is IEndpointNameMetadata or IRouteNameMetadata)
                {
                    selector.EndpointMetadata.RemoveAt(i);
                }
            }
        }
    }
}
