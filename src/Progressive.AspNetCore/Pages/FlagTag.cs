using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Diagnostics;
using Progressive.Flags;

namespace Progressive.AspNetCore.Pages;

/// <summary>
/// <c>&lt;flag name="beta"&gt;…&lt;/flag&gt;</c>: what is inside is on the page only where flags say so; where they do not, it does not run either. Needs
/// <c>@addTagHelper *, Progressive.AspNetCore</c>.
/// </summary>
[HtmlTargetElement("flag", Attributes = "name")]
public sealed class FlagTag : TagHelper
{
    /// <summary>The flag's key; several with commas between them must all be on, unless <see cref="Any"/> says otherwise.</summary>
    public string Name { get; set; } = "";

    /// <summary>The variant that has to be served; several with commas between them: one of these. Null (default): the flag has to be on.</summary>
    public string? Variant { get; set; }

    /// <summary>Whether one of several flags is enough. Default: no.</summary>
    public bool Any { get; set; }

    /// <summary>Whether it is there exactly where it would otherwise not be. Default: no.</summary>
    public bool Negate { get; set; }

    /// <summary>The page; Razor sets it.</summary>
    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    /// <inheritdoc/>
    public override int Order => int.MinValue;

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.TagName = null;
        var http = ViewContext.HttpContext;
        var contexts = http.RequestServices.GetService<RequestContexts>() ?? throw HttpErrors.NotAdded("<flag>");
        await contexts.AuthenticateAsync(http, ContextNeeds.TargetingKey | ContextNeeds.Attributes).ConfigureAwait(false);
        var asking = EvaluationContext.Current is null ? contexts.RequestOf(http).Context : null;
        if (!new FlagExpression(Name, Variant, Any, Negate).IsMet(http.RequestServices.GetRequiredService<IFlags>(), asking))
        {
            output.SuppressOutput();
        }
    }
}
