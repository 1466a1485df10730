using System.Globalization;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Progressive.SourceGeneration.Tests.Generator;

public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("PRG0250", "Thing", "public class Thing;", "'Thing' is not an interface")]
    [InlineData("PRG0252", "IThing", "public interface IThing { event Action Changed; }", "'IThing.Changed' is an event")]
    [InlineData("PRG0252", "IThing", "public interface IBase { event Action Changed; } public interface IThing : IBase;", "'IBase.Changed' is an event")]
    [InlineData("PRG0253", "IThing", "public interface IThing { int Size { get; set; } }", "'IThing.Size' can be set")]
    [InlineData("PRG0253", "IThing", "public interface IThing { int Size { get; init; } }", "'IThing.Size' can be set")]
    [InlineData("PRG0253", "IThing", "public interface IThing { int this[int i] { set; } }", "'IThing.this[int]' can be set")]
    [InlineData("PRG0254", "IThing", "public interface IThing { ref int Find(); }", "'IThing.Find()' returns by reference")]
    [InlineData("PRG0254", "IThing", "public interface IThing { ref readonly int Found { get; } }", "'IThing.Found' returns by reference")]
    [InlineData("PRG0255", "IThing", "public interface IThing { static abstract int Make(); }", "'IThing.Make()' is static abstract")]
    [InlineData("PRG0255", "IThing", "public interface IThing { static abstract int Size { get; } }", "'IThing.Size' is static abstract")]
    [InlineData("PRG0256", "IThing", "file interface IThing;", "'IThing' is private, protected or local to its file")]
    [InlineData("PRG0256", "IThing", "public interface IThing { protected int Make(); }", "'IThing.Make()' cannot be called from here")]
    [InlineData("PRG0256", "IThing", "public interface IThing { unsafe void Make(int* p); }", "'IThing.Make(int*)' has a pointer")]
    public void What_cannot_be_routed_is_an_error_at_the_call(string id, string type, string declarations, string message)
    {
        var source = Compiled.Program(type, declarations);
        var diagnostic = Assert.Single(Compiled.From(source).Diagnostics);
        Assert.Equal((id, DiagnosticSeverity.Error), (diagnostic.Id, diagnostic.Severity));
        Assert.StartsWith(message, diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.StartsWith("AddVariants<", source[diagnostic.Location.SourceSpan.Start..], StringComparison.Ordinal);
        Assert.Equal("File0.cs", diagnostic.Location.GetLineSpan().Path);
    }

    [Theory]
    [InlineData("T")]
    [InlineData("IEnumerable<T>")]
    [InlineData("IEnumerable<T[]>")]
    public void An_open_type_is_an_error_that_a_library_may_suppress(string type)
    {
        string Library(string pragma) => $$"""
            using System.Collections.Generic;
            using Microsoft.Extensions.DependencyInjection;

            public static class Library
            {
                public static void Add<T>(ProgressiveBuilder builder) where T : class
                {
                    {{pragma}}
                    builder.AddVariants<{{type}}>("flag", v => v.Candidate(_ => null!, "1"));
                }
            }
            """;

        var compiled = Compiled.From(Library(""));
        Assert.Equal("PRG0251", Assert.Single(compiled.Diagnostics).Id);
        Assert.Empty(compiled.Sources);
        Assert.Empty(Compiled.From(Library("#pragma warning disable PRG0251")).Diagnostics.Where(static d => !d.IsSuppressed));
    }

    [Theory]
    [InlineData("typeof(IEnumerable<>)", "PRG0251")]
    [InlineData("typeof(string)", "PRG0250")]
    public void The_attribute_is_checked_as_the_call_is(string type, string id)
    {
        var source = $"using System.Collections.Generic;\n[assembly: Progressive.Variants.VariantService({type})]";
        var diagnostic = Assert.Single(Compiled.From(source).Diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.StartsWith("Progressive.Variants.VariantService(", source[diagnostic.Location.SourceSpan.Start..], StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_interface_is_an_error()
    {
        var compiled = Compiled.From("""
            using Microsoft.Extensions.DependencyInjection;

            public static class Outer
            {
                private interface IThing;

                internal static void Configure(ProgressiveBuilder builder) => builder.AddVariants<IThing>("f", v => v.Candidate(_ => null!, "1"));
            }
            """);
        var diagnostic = Assert.Single(compiled.Diagnostics);
        Assert.Equal("PRG0256", diagnostic.Id);
        Assert.StartsWith("'Outer.IThing' is private", diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_does_not_exist_is_left_to_the_compiler() => Assert.Empty(Compiled.From(Compiled.Program("INowhere")).Diagnostics);

    [Fact]
    public void A_method_of_another_library_that_has_the_same_name_is_not_ours()
    {
        var compiled = Compiled.From("public static class Other { public static void AddVariants<T>() { } public static void Do() => AddVariants<string>(); }");
        Assert.Empty(compiled.Diagnostics);
        Assert.Empty(compiled.Sources);
    }
}
