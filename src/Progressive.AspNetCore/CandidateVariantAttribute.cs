using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Progressive.AspNetCore.Endpoints;

namespace Progressive.AspNetCore;

/// <summary>
/// The action, or every action of the controller, is the candidate variant of a flag: it is reached only when the flag says so. It needs a stable
/// action on the same route, gives up its route name, and is left out of API descriptions.
/// </summary>
/// <param name="flag">The flag's key.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class CandidateVariantAttribute(string flag) : Attribute, IVariantMetadata, IActionModelConvention, IControllerModelConvention
{
    /// <inheritdoc/>
    public string Flag { get; } = flag;

    /// <summary>Identity of what is being tried; change it when the code behind it changes. Default: the action's type and method.</summary>
    public string? Revision { get; init; }

    /// <summary>The group of API descriptions, and so the OpenAPI document, that describes it. Default null: none does.</summary>
    public string? DescribeIn { get; init; }

    string IVariantMetadata.Variant => VariantNames.Candidate;

    void IActionModelConvention.Apply(ActionModel action) => CandidateActions.Withdraw(action, DescribeIn);

    void IControllerModelConvention.Apply(ControllerModel controller)
    {
        foreach (var action in controller.Actions)
        {
            CandidateActions.Withdraw(action, DescribeIn);
        }
    }
}
