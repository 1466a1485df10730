namespace Progressive.Testing.Tests;

internal sealed class ListPricing : IPricing
{
    public string Price() => "list";
}
