using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Progressive.AspNetCore.Pages;

namespace Progressive.AspNetCore.Components;

/// <summary>
/// <c>&lt;FlagView Name="beta"&gt;&lt;On&gt;…&lt;/On&gt;&lt;Off&gt;…&lt;/Off&gt;&lt;/FlagView&gt;</c>: a part of a Blazor page that is there where flags say so. Rendered on the server, in a request it
/// asks for whoever sent the request, in a circuit for the circuit's user. Needs <c>AddHttp().AddCircuits()</c>.
/// </summary>
public sealed class FlagView : ComponentBase
{
    private bool? _isMet;

    /// <summary>The flag's key; several with commas between them must all be on, unless <see cref="Any"/> says otherwise.</summary>
    [Parameter]
    [EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>The variant that has to be served; several with commas between them: one of these. Null (default): the flag has to be on.</summary>
    [Parameter]
    public string? Variant { get; set; }

    /// <summary>Whether one of several flags is enough. Default: no.</summary>
    [Parameter]
    public bool Any { get; set; }

    /// <summary>What is there where the flags say so; <see cref="On"/> by another name.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>What is there where the flags say so.</summary>
    [Parameter]
    public RenderFragment? On { get; set; }

    /// <summary>What is there where they do not.</summary>
    [Parameter]
    public RenderFragment? Off { get; set; }

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var circuit = Services.GetRequiredService<FlagCircuit>();
        var context = circuit.IsOpen || EvaluationContext.Current is null ? await circuit.FindContextAsync() : null;
        _isMet = new FlagExpression(Name, Variant, Any, isNegated: false).IsMet(Services.GetRequiredService<IFlags>(), context);
    }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        // Nothing while nobody knows who is asking: showing the one and then the other would be a flicker, and an exposure to both.
        if (_isMet is { } isMet)
        {
            builder.AddContent(0, isMet ? On ?? ChildContent : Off);
        }
    }
}
