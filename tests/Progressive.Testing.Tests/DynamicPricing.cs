namespace Progressive.Testing.Tests;

internal sealed class DynamicPricing : IPricing
{
    public string Price() => "dynamic";
}
