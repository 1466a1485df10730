using Microsoft.Extensions.Configuration;

namespace Progressive.AspNetCore.Tests;

/// <summary>Definitions as an application's configuration holds them; what is set while the application runs is a reload.</summary>
internal sealed class TestFlags : ConfigurationProvider, IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public void Everybody(string flag, string variant) => Define(flag, ("Default", variant));

    public void HalfAndHalf(string flag, bool perCall = false) => Define(
        flag,
        ("Split:stable", "50%"),
        ("Split:candidate", "50%"),
        ("StickBy", perCall ? "call" : "targetingKey"));

    /// <summary>For flags that no endpoint declares variants of.</summary>
    public void HalfForClients(string flag) => Define(
        flag,
        ("Client", "true"),
        ("Variants:stable:Revision", "1"),
        ("Variants:candidate:Revision", "1"),
        ("Split:stable", "50%"),
        ("Split:candidate", "50%"));

    public void CandidateWhere(string flag, string attribute, string value) => Define(
        flag,
        ($"Rules:0:When:{attribute}", value),
        ("Rules:0:Serve", "candidate"));

    public void Switch(string flag, bool isOn) => Define(flag, ("", isOn ? "true" : "false"));

    public void SwitchWhere(string flag, string attribute, string value) => Define(
        flag,
        ("Default", "off"),
        ($"Rules:0:When:{attribute}", value),
        ("Rules:0:Serve", "on"));

    public void SwitchHalf(string flag) => Define(flag, ("", "50%"));

    /// <summary>On for everybody, until the guard is breached.</summary>
    public void Guarded(string flag, string guard = "error_rate < 99%") => Define(
        flag,
        ("Default", "off"),
        ("Rules:0:Serve", "on"),
        ("Guards:0", guard));

    public void Define(string flag, params (string Path, string Value)[] definition)
    {
        var root = $"Progressive:Flags:{flag}";
        foreach (var key in Data.Keys.Where(key => key == root || key.StartsWith($"{root}:", StringComparison.Ordinal)).ToArray())
        {
            Data.Remove(key);
        }

        foreach (var (path, value) in definition)
        {
            Data[path.Length == 0 ? root : $"{root}:{path}"] = value;
        }

        OnReload();
    }
}
