using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Progressive.State;

namespace Progressive.PostgreSql.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void The_scope_is_that_of_the_host()
    {
        using var host = Build(static builder => builder.AddPostgreSqlState("Host=db.example;Database=shop;Username=shop;Password=s3cret", static options => options.Schema = "rollouts"));

        var store = host.Services.GetRequiredService<StateStore>();

        Assert.IsType<PostgreSqlStateStore>(store);
        Assert.Equal("PostgreSQL db.example:5432/shop, schema rollouts, scope shop:staging", store.Description);
        Assert.True(store.IsShared);
        Assert.Null(store.Notice);
    }

    [Fact]
    public void The_options_may_say_another_scope()
    {
        using var host = Build(static builder => builder.AddPostgreSqlState("Host=db.example;Database=shop", static options => options.Scope = new StateScope("other", "prod")));

        Assert.EndsWith("scope other:prod", host.Services.GetRequiredService<StateStore>().Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_source_of_the_application_stays_its_own()
    {
        await using var source = NpgsqlDataSource.Create("Host=db.example;Database=shop;Username=shop;Password=s3cret");
        using var host = Build(builder => builder.AddPostgreSqlState(_ => source));

        var store = host.Services.GetRequiredService<StateStore>();

        Assert.Equal("PostgreSQL db.example:5432/shop, schema progressive, scope shop:staging", store.Description);
    }

    [Fact]
    public void Everything_that_is_wrong_with_the_options_is_told_at_once()
    {
        using var host = Build(static builder => builder.AddPostgreSqlState("Database=shop", static options =>
        {
            options.Schema = "Shop";
            options.PollInterval = TimeSpan.Zero;
            options.OperationTimeout = TimeSpan.FromHours(1);
        }));

        var error = Assert.Throws<OptionsValidationException>(host.Services.GetRequiredService<StateStore>);

        Assert.All(error.Failures, static failure => Assert.StartsWith("PRG0389: PostgreSqlStateOptions.", failure, StringComparison.Ordinal));
        Assert.Equal(["ConnectionString", "Schema", "PollInterval", "OperationTimeout"], error.Failures.Select(static failure => failure["PRG0389: PostgreSqlStateOptions.".Length..].Split(' ')[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1shop")]
    [InlineData("pg_shop")]
    [InlineData("shop-1")]
    [InlineData("shop\"; DROP SCHEMA public; --")]
    [InlineData("sh\u00f6p")]
    public void A_name_that_would_need_quotes_is_no_schema(string schema) => Assert.Contains(
        "Schema is", Assert.Throws<OptionsValidationException>(() => Create(new() { ConnectionString = "Host=db.example", Schema = schema })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData(" ", "is missing")]
    [InlineData("Database=shop", "names no Host")]
    [InlineData("Host=db.example;Passwrod=s3cret", "cannot be read")]
    [InlineData("Host=db.example;Port=s3cret", "cannot be read")]
    [InlineData("Host=db.example;Password='s3cret", "cannot be read")]
    public void A_connection_string_that_is_none_is_not_repeated(string? text, string expected)
    {
        var error = Assert.Throws<OptionsValidationException>(() => Create(new() { ConnectionString = text }));

        Assert.Contains($"ConnectionString {expected}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_string_beside_a_data_source_is_one_too_many()
    {
        await using var source = NpgsqlDataSource.Create("Host=db.example");

        var error = Assert.Throws<OptionsValidationException>(() => new PostgreSqlStateStore(source, new() { ConnectionString = "Host=other.example" }, new StateScope("shop", "prod")));

        Assert.Contains("is set beside a data source", error.Message, StringComparison.Ordinal);
    }

    private static void Create(PostgreSqlStateOptions options)
    {
        using var store = new PostgreSqlStateStore(options, new StateScope("shop", "prod"));
    }

    private static IHost Build(Action<ProgressiveBuilder> configure)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "Shop.Web", EnvironmentName = "Staging" });
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Progressive:Application", (string?)"Shop")]);
        configure(builder.Services.AddProgressiveDelivery());
        return builder.Build();
    }
}
