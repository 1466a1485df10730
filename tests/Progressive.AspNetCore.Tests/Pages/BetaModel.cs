using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Progressive.AspNetCore.Tests.Pages;

[RequireFlag("beta")]
[Authorize]
public sealed class BetaModel : PageModel;
