using System.Net;
using CsCheck;
using Progressive.Flags.Rules;
using Xunit;

namespace Progressive.Tests.Targeting;

/// <summary>Networks against those of the platform.</summary>
public sealed class AddressTests
{
    private static readonly Gen<IPAddress> s_version4 = Gen.Byte.Array[4].Select(static bytes => new IPAddress(bytes));

    // Bytes that are often zero, so that '::' comes in every place.
    private static readonly Gen<IPAddress> s_version6 = Gen.Frequency((3, Gen.Const((byte)0)), (1, Gen.Byte)).Array[16].Select(static bytes => new IPAddress(bytes));

    private static readonly Gen<IPAddress> s_any = Gen.OneOf(s_version4, s_version6, s_version4.Select(static address => address.MapToIPv6()));

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.1.2.3/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.2.3.4", true)]
    [InlineData("10.0.0.0/8", "::ffff:a02:304", true)]
    [InlineData("10.0.0.0/8", "::10.2.3.4", false)]
    [InlineData("::ffff:10.0.0.0/104", "10.2.3.4", true)]
    [InlineData("192.168.1.7", "192.168.1.7", true)]
    [InlineData("192.168.1.7", "192.168.1.8", false)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "1.2.3.4", true)]
    [InlineData("2001:db8::/32", "2001:DB8:0:0:1::", true)]
    [InlineData("2001:db8::/32", "2001:db9::", false)]
    [InlineData("fe80::/10", "fe80::1%eth0", true)]
    [InlineData("::1", "::1", true)]
    [InlineData("::1", "0:0:0:0:0:0:0:1", true)]
    [InlineData("10.0.0.0/8", "10.0.0.1:8080", false)]
    [InlineData("10.0.0.0/8", "[::ffff:10.0.0.1]", false)]
    [InlineData("10.0.0.0/8", "10.0.0", false)]
    [InlineData("10.0.0.0/8", "10.0.0.01", false)]
    [InlineData("10.0.0.0/8", "10.0.0.1.1", false)]
    [InlineData("10.0.0.0/8", "10.0.0.256", false)]
    [InlineData("10.0.0.0/8", "0x0a.0.0.1", false)]
    [InlineData("10.0.0.0/8", " 10.0.0.1", false)]
    [InlineData("::/0", ":::", false)]
    [InlineData("::/0", "1::2::3", false)]
    [InlineData("::/0", "1:2:3:4:5:6:7", false)]
    [InlineData("::/0", "1:2:3:4:5:6:7:8:9", false)]
    [InlineData("::/0", "12345::", false)]
    [InlineData("::/0", "1.2.3.4::", false)]
    [InlineData("::/0", "::1.2.3.4:5", false)]
    [InlineData("::/0", "", false)]
    public void Contains(string network, string address, bool expected) => Assert.Equal(expected, Read.Holds($"{{'x':{{'cidr':'{network}'}}}}", $"'{address}'"));

    [Theory]
    [InlineData("['10.0.0.0/8','::1']", "'::1'", true)]
    [InlineData("'10.0.0.0/8'", "['1.1.1.1','10.9.9.9']", true)]
    [InlineData("'0.0.0.0/0'", "1", false)]
    [InlineData("'0.0.0.0/0'", "null", false)]
    public void Lists_and_other_kinds(string networks, string attribute, bool expected) => Assert.Equal(expected, Read.Holds($"{{'x':{{'cidr':{networks}}}}}", attribute));

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0/8")]
    [InlineData("::/129")]
    [InlineData("shop.example")]
    [InlineData("/8")]
    public void Refuses_what_is_no_network(string network) =>
        Assert.Equal("PRG0049", Assert.Single(Read.Problems($"{{'x':{{'cidr':['::1','{network}']}}}}")).Code);

    [Fact]
    public void Reads_addresses_as_the_platform_writes_them() => s_any.Sample(address =>
    {
        Assert.True(Network.TryReadAddress(address.ToString(), out var read), address.ToString());
        Assert.Equal(new IPAddress(address.MapToIPv6().GetAddressBytes()), Of(read));
    });

    [Fact]
    public void Contains_what_the_platforms_networks_contain() => Gen.Select(s_any, s_any, Gen.Int[0, 128], Gen.Int[0, 128]).Sample((inside, other, length, flipped) =>
    {
        var bits = inside.GetAddressBytes();
        length %= (bits.Length * 8) + 1;
        var network = new IPNetwork(Masked(bits, length), length);

        // An address that differs in one bit stands on the edge.
        var bit = flipped % (bits.Length * 8);
        var edge = (byte[])bits.Clone();
        edge[bit / 8] ^= (byte)(0x80 >> (bit % 8));
        foreach (var address in new[] { inside, new IPAddress(edge), other })
        {
            Assert.True(Network.TryParse($"{inside}/{length}", out var ours));
            Assert.True(Network.TryReadAddress(address.ToString(), out var read));
            Assert.True(Expected(network, address) == ours.Has(read), $"{address} in {inside}/{length}");
        }
    });

    // Ours takes IPv4 and its mapped form for one. Theirs does so for some lengths, so that mapped addresses are compared bit by bit in IPv6 networks.
    private static bool Expected(IPNetwork network, IPAddress address)
    {
        var isVersion4 = network.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        if (isVersion4)
        {
            return network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
        }

        var mapped = address.MapToIPv6();
        return mapped.IsIPv4MappedToIPv6
            ? Masked(mapped.GetAddressBytes(), network.PrefixLength).GetAddressBytes().AsSpan().SequenceEqual(network.BaseAddress.GetAddressBytes())
            : network.Contains(mapped);
    }

    private static IPAddress Masked(byte[] bytes, int length)
    {
        var masked = (byte[])bytes.Clone();
        for (var bit = length; bit < masked.Length * 8; bit++)
        {
            masked[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(masked);
    }

    private static IPAddress Of(UInt128 address)
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return new IPAddress(bytes);
    }
}
