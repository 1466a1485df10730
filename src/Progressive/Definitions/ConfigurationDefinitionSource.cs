using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>The section <c>Progressive</c> of the application's configuration.</summary>
internal sealed class ConfigurationDefinitionSource(IConfiguration configuration) : DefinitionSource
{
    public const string Section = "Progressive";

    private readonly Dictionary<FileConfigurationProvider, FileProviderWatch> _watches = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _gate = new();
    private IDisposable? _reloads;

    protected override void StartCore() => _reloads = ChangeToken.OnChange(configuration.GetReloadToken, NotifyChanged);

    protected override IReadOnlyList<DefinitionLayer> ReadCore()
    {
        lock (_gate)
        {
            var providers = ConfigurationLayers.Providers(configuration).ToArray();
            Watch(providers);
            ThrowIfBroken();

            var problems = new List<DefinitionProblem>();
            DefinitionLayer[] layers = [.. providers.Select(p => ConfigurationLayers.Read(p, Section, problems)).OfType<DefinitionLayer>()];
            if (problems.Count > 0)
            {
                throw new DefinitionException(problems);
            }

            // Again, because a file may have broken while it was read.
            ThrowIfBroken();
            return layers;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _reloads?.Dispose();
        lock (_gate)
        {
            foreach (var watch in _watches.Values)
            {
                watch.Dispose();
            }

            _watches.Clear();
        }

        base.Dispose(disposing);
    }

    // Configuration managers take on and drop providers at any time.
    private void Watch(IConfigurationProvider[] providers)
    {
        foreach (var (gone, watch) in _watches.Where(w => !providers.Contains(w.Key)).ToArray())
        {
            watch.Dispose();
            _watches.Remove(gone);
        }

        foreach (var provider in providers.OfType<FileConfigurationProvider>())
        {
            if (!_watches.ContainsKey(provider))
            {
                _watches.Add(provider, new FileProviderWatch(provider, NotifyChanged));
            }
        }
    }

    private void ThrowIfBroken()
    {
        DefinitionProblem[] problems =
        [
            .. from watch in _watches
               let problem = watch.Value.Problem()
               where problem is not null
               select new DefinitionProblem(
                   ErrorCodes.ConfigurationFileBroken,
                   $"The configuration file cannot be used: {problem} Until it is repaired, no change of configuration reaches the flags.",
                   Origin: ConfigurationLayers.OriginOf(watch.Key)),
        ];
        if (problems.Length > 0)
        {
            throw new DefinitionException(problems);
        }
    }
}
