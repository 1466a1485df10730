namespace Progressive.Flags.Rules;

/// <summary>An IP address is in one of several networks. An IPv4 address and its IPv4-mapped IPv6 form are the same.</summary>
internal sealed class AddressTest(Network[] networks) : AttributeTest
{
    public override string ToString() => $"in {string.Join(" or ", networks)}";

    protected override bool PassesCore(in AttributeValue actual)
    {
        if (actual.Text is not { } text || !Network.TryReadAddress(text, out var address))
        {
            return false;
        }

        foreach (ref readonly var network in networks.AsSpan())
        {
            if (network.Has(address))
            {
                return true;
            }
        }

        return false;
    }
}
