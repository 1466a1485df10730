using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Progressive.AspNetCore.Components;
using Progressive.AspNetCore.Context;

namespace Progressive.AspNetCore.Tests;

/// <summary>Flags on pages that Blazor renders: in a request, and in the scope of an interactive circuit.</summary>
public sealed class CircuitTests
{
    [Fact]
    public async Task What_a_circuit_does_for_its_browser_sees_the_user_and_her_claims()
    {
        await using var app = await StartAsync();
        var flags = app.Services.GetRequiredService<IFlags>();
        var (on, off) = (app.KeyFor("half", "on"), app.KeyFor("half", "off"));
        await using var anna = Circuit(app, User(on, ("tenant", "a")));
        await using var ben = Circuit(app, User(off, ("tenant", "b")));
        await using var nobody = Circuit(app, new ClaimsPrincipal(new ClaimsIdentity()));

        Assert.Equal("True True", await HandleAsync(anna, Read));
        Assert.Equal("False False", await HandleAsync(ben, Read));
        Assert.Equal("False False", await HandleAsync(nobody, Read));
        Assert.Equal("True True", await HandleAsync(anna, Read));
        Assert.Null(EvaluationContext.Current);

        string Read() => $"{flags.IsEnabled("half")} {flags.IsEnabled("tenant")}";
    }

    [Fact]
    public async Task Who_signs_in_changes_who_is_asking_and_nobody_else_does()
    {
        await using var app = await StartAsync();
        await using var scope = Circuit(app, User("anna"));
        var circuit = scope.ServiceProvider.GetRequiredService<FlagCircuit>();
        var authentication = (Authentication)scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();

        var first = await circuit.FindContextAsync();
        Assert.Same(first, await circuit.FindContextAsync());
        Assert.Equal("anna", first.TargetingKey);

        authentication.User = User("ben");
        Assert.Equal("ben", (await circuit.FindContextAsync()).TargetingKey);

        authentication.User = new(new ClaimsIdentity());
        Assert.Null((await circuit.FindContextAsync()).TargetingKey);
        circuit.AnonymousKey = "cookie";
        Assert.Equal("cookie", (await circuit.FindContextAsync()).TargetingKey);
        authentication.User = User("ben");
        Assert.Equal("ben", (await circuit.FindContextAsync()).TargetingKey);
    }

    [Theory]
    [InlineData("on", "half", null, "[on]")]
    [InlineData("off", "half", null, "[off]")]
    [InlineData("on", "half, undefined", null, "[off]")]
    [InlineData("on", "half", "off", "[off]")]
    [InlineData("off", "half", "off", "[on]")]
    public async Task A_view_in_a_circuit_shows_what_is_for_its_user(string who, string name, string? variant, string shown)
    {
        await using var app = await StartAsync();
        await using var scope = Circuit(app, User(app.KeyFor("half", who)));
        await OpenAsync(scope);
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, NullLoggerFactory.Instance);

        // Somebody else's context flows into timers and callbacks of a circuit: it must not decide.
        using (EvaluationContext.Enter(new EvaluationContext(app.KeyFor("half", who == "on" ? "off" : "on"))))
        {
            var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<FlagView>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                ["Name"] = name,
                ["Variant"] = variant,
                ["On"] = Text("[on]"),
                ["Off"] = Text("[off]"),
            }))).ToHtmlString());

            Assert.Equal(shown, html);
        }
    }

    [Fact]
    public async Task A_view_rendered_in_a_request_asks_for_whoever_sent_it()
    {
        await using var app = await StartAsync();

        Assert.Contains("[half][any]", await app.GetAsync("/page", app.KeyFor("half", "on")), StringComparison.Ordinal);
        Assert.Contains("[not half]", await app.GetAsync("/page", app.KeyFor("half", "off")), StringComparison.Ordinal);
    }

    [Fact]
    public void Circuits_need_the_integration()
    {
        using var services = new ServiceCollection().AddProgressiveDelivery().AddCircuits().Services.BuildServiceProvider();
        using var scope = services.CreateScope();

        Assert.Equal("PRG0400", Assert.Throws<ProgressiveException>(() => scope.ServiceProvider.GetRequiredService<FlagCircuit>()).Code);
    }

    private static ClaimsPrincipal User(string name, params (string Type, string Value)[] claims) =>
        new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, name), .. claims.Select(claim => new Claim(claim.Type, claim.Value))], "mine"));

    private static RenderFragment Text(string text) => builder => builder.AddContent(0, text);

    private static AsyncServiceScope Circuit(TestApp app, ClaimsPrincipal user)
    {
        var scope = app.Services.CreateAsyncScope();
        ((Authentication)scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>()).User = user;
        return scope;
    }

    private static Task OpenAsync(AsyncServiceScope scope) =>
        Assert.Single(scope.ServiceProvider.GetServices<CircuitHandler>().OfType<FlagCircuitHandler>()).OnCircuitOpenedAsync(null!, TestContext.Current.CancellationToken);

    // As the circuit host does: a handler in the circuit's scope, around each thing that the browser sent.
    private static async Task<string> HandleAsync(AsyncServiceScope scope, Func<string> read)
    {
        var answer = "";
        var handler = Assert.Single(scope.ServiceProvider.GetServices<CircuitHandler>().OfType<FlagCircuitHandler>());
        await handler.CreateInboundActivityHandler(async _ =>
        {
            await Task.Yield();
            answer = read();
        })(null!);
        return answer;
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        app => app.MapGet("/page", () => new RazorComponentResult<Page>()),
        flags =>
        {
            flags.SwitchHalf("half");
            flags.SwitchWhere("tenant", "tenant", "a");
        },
        http =>
        {
            http.Keys = [TargetingKeySource.Header("X-User"), TargetingKeySource.User()];
            http.Attributes.Claim("tenant").Header("other");
        },
        builder =>
        {
            builder.Services.AddRazorComponents();
            builder.Services.AddProgressiveDelivery().AddCircuits();
            builder.Services.AddScoped<AuthenticationStateProvider, Authentication>();
        },
        use: app =>
        {
            app.UseRouting();
            app.UseProgressiveDelivery();
        });

    private sealed class Authentication : AuthenticationStateProvider
    {
        public ClaimsPrincipal User { get; set; } = new(new ClaimsIdentity());

        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(User));
    }

    private sealed class Page : ComponentBase
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<FlagView>(0);
            builder.AddComponentParameter(1, "Name", "half");
            builder.AddComponentParameter(2, "ChildContent", Text("[half]"));
            builder.AddComponentParameter(3, "Off", Text("[not half]"));
            builder.CloseComponent();
            builder.OpenComponent<FlagView>(4);
            builder.AddComponentParameter(5, "Name", "undefined,half");
            builder.AddComponentParameter(6, "Any", true);
            builder.AddComponentParameter(7, "On", Text("[any]"));
            builder.CloseComponent();
        }
    }
}
