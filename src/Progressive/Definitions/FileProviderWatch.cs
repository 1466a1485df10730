using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Progressive.Definitions;

/// <summary>
/// Knows whether what a file provider of the application's configuration holds can be believed. When a file breaks, the provider drops what it
/// had, then reports the failure to one handler and to nobody else; a reader would see every flag of that file vanish, kill switches included.
/// </summary>
internal sealed class FileProviderWatch : IDisposable
{
    private readonly FileConfigurationProvider _provider;
    private readonly Action<FileLoadExceptionContext>? _applications;
    private readonly Action<FileLoadExceptionContext> _ours;
    private readonly IDisposable _reloads;
    private readonly Action _changed;

    // Each load that succeeds gives the provider a new dictionary. So its identity tells which load is meant, without a race.
    private volatile object? _failed;
    private volatile object _confirmed;
    private volatile string? _failure;

    public FileProviderWatch(FileConfigurationProvider provider, Action changed)
    {
        _provider = provider;
        _changed = changed;
        _confirmed = ConfigurationLayers.DataOf(provider);
        _applications = provider.Source.OnLoadException;
        _ours = OnLoadException;
        provider.Source.OnLoadException = _ours;
        _reloads = ChangeToken.OnChange(provider.GetReloadToken, OnReloaded);
    }

    /// <summary>Why the provider's content may not be used now; null when it may.</summary>
    public string? Problem()
    {
        var data = ConfigurationLayers.DataOf(_provider);
        if (ReferenceEquals(data, _failed))
        {
            return _failure;
        }

        var source = _provider.Source;
        if (!source.Optional && source.FileProvider?.GetFileInfo(source.Path ?? "").Exists == false)
        {
            return "the file is gone";
        }

        // Between dropping its content and reporting the failure a provider is merely empty; a load that ended well says so in a moment.
        return data.Count == 0 && !ReferenceEquals(data, _confirmed) ? "the file is being read" : null;
    }

    public void Dispose()
    {
        _reloads.Dispose();
        if (_provider.Source.OnLoadException == _ours)
        {
            _provider.Source.OnLoadException = _applications;
        }
    }

    private void OnLoadException(FileLoadExceptionContext context)
    {
        // A source that is built twice reports for both of its providers.
        if (ReferenceEquals(context.Provider, _provider))
        {
            _failure = (context.Exception.InnerException ?? context.Exception).Message;
            _failed = ConfigurationLayers.DataOf(_provider);
        }

        _applications?.Invoke(context);
        if (ReferenceEquals(context.Provider, _provider))
        {
            _changed();
        }
    }

    private void OnReloaded()
    {
        var data = ConfigurationLayers.DataOf(_provider);
        if (!ReferenceEquals(data, _failed))
        {
            _confirmed = data;
            _changed();
        }
    }
}
