using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Progressive.Rollouts;

namespace Progressive.Benchmarks.Subjects;

/// <summary>A host with that many flags that are on, in configuration.</summary>
internal sealed class ManyFlags : IDisposable
{
    private readonly ConfigurationManager _configuration = new();
    private readonly string[] _names;
    private IHost? _host;
    private IFlags? _flags;

    public ManyFlags(int count)
    {
        _names = [.. Enumerable.Range(0, count).Select(i => "flag-" + i.ToString("D5", CultureInfo.InvariantCulture))];
        _configuration.AddInMemoryCollection(_names.Select(name => KeyValuePair.Create<string, string?>("Progressive:Flags:" + name, "true")));
    }

    public IFlags Flags => _flags!;

    public IRollouts Rollouts => _host!.Services.GetRequiredService<IRollouts>();

    /// <summary>From configuration that has been read to the first answer.</summary>
    public void Load()
    {
        _host = ProgressiveHost.Start(_configuration);
        _flags = _host.Services.GetRequiredService<IFlags>();
        Require(_flags.IsEnabled(_names[0]));
    }

    public void TouchAll()
    {
        var on = 0;
        foreach (var name in _names)
        {
            on += _flags!.IsEnabled(name) ? 1 : 0;
        }

        Require(on >= _names.Length - 1);
    }

    /// <summary>Changes one flag, and returns when that is in force.</summary>
    public void Reload(bool on)
    {
        _configuration["Progressive:Flags:" + _names[0]] = on ? "true" : "false";
        ((IConfigurationRoot)_configuration).Reload();
        SpinWait.SpinUntil(() => _flags!.IsEnabled(_names[0]) == on, TimeSpan.FromSeconds(20));
        Require(_flags!.IsEnabled(_names[0]) == on);
    }

    /// <summary>Two changes of one flag's state: out of force and back.</summary>
    public void KillAndRestore()
    {
        Rollouts.KillAsync(_names[0], "benchmark").AsTask().GetAwaiter().GetResult();
        Rollouts.RestoreAsync(_names[0], "benchmark").AsTask().GetAwaiter().GetResult();
    }

    public bool IsEnabled(int i) => _flags!.IsEnabled(_names[i]);

    public void Dispose() => _host?.Dispose();

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("The flags do not answer as they are defined. Nothing was measured.");
        }
    }
}
