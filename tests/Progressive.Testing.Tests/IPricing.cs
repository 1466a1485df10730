namespace Progressive.Testing.Tests;

internal interface IPricing
{
    string Price();
}
