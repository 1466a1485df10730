using Microsoft.Extensions.DependencyInjection;
using Progressive.Assignment;
using Progressive.Flags;
using Progressive.Variants;

namespace Progressive.AspNetCore.Tests;

internal sealed class TestFlags(IServiceProvider services)
{
    private readonly List<CompiledFlagParts> _flags = [];
    private readonly List<string> _watched = [];

    public void Everybody(string flag, string variant) => Add(Parts(flag) with { Default = variant == "candidate" ? 1 : 0 });

    public void HalfAndHalf(string flag, bool perCall = false) => Add(Parts(flag) with
    {
        StickBy = perCall ? StickyKey.Call : StickyKey.TargetingKey,
        Split = new Split(
            new BucketHash("split", flag),
            [(0, "stable", Share.FromPartsPerMillion(500_000)), (1, "candidate", Share.FromPartsPerMillion(500_000))]),
    });

    public void CandidateWhere(string flag, string attribute, string value) => Add(Parts(flag) with
    {
        Rules = [new Rule("rule", [new Condition(attribute, [ConditionValue.Of(value)])], 1)],
    });

    public void Switch(string flag, bool isOn) => Add(Switch(flag) with { IsEnabled = isOn });

    public void SwitchWhere(string flag, string attribute, string value) => Add(Switch(flag) with
    {
        Default = 0,
        Rules = [new Rule("rule", [new Condition(attribute, [ConditionValue.Of(value)])], 1)],
    });

    public void SwitchHalf(string flag) => Add(Switch(flag) with
    {
        Default = 0,
        Split = new Split(
            new BucketHash("split", flag),
            [(0, "off", Share.FromPartsPerMillion(500_000)), (1, "on", Share.FromPartsPerMillion(500_000))]),
    });

    public void Guarded(string flag)
    {
        _watched.Add(flag);
        services.GetRequiredService<VariantRoutes>().Watch(_watched);
    }

    private static CompiledFlagParts Parts(string flag) => new(
        flag,
        [new FlagVariant(flag, "stable", 0, isOn: false, null), new FlagVariant(flag, "candidate", 1, isOn: true, "1")],
        IsEnabled: true,
        Default: 0,
        Off: 0,
        StickyKey.TargetingKey,
        null,
        [],
        null,
        null);

    private static CompiledFlagParts Switch(string flag) => new(
        flag,
        [new FlagVariant(flag, "off", 0, isOn: false, null), new FlagVariant(flag, "on", 1, isOn: true, null)],
        IsEnabled: true,
        Default: 1,
        Off: 0,
        StickyKey.TargetingKey,
        null,
        [],
        null,
        null);

    private void Add(CompiledFlagParts parts)
    {
        _flags.RemoveAll(flag => flag.Key == parts.Key);
        _flags.Add(parts);
        services.GetRequiredService<LiveFlags>().Publish(_flags);
    }
}
