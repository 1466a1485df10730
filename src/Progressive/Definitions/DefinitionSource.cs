namespace Progressive.Definitions;

/// <summary>A place that definitions are read from. Derive from it to bring definitions from anywhere else than code, files and configuration.</summary>
/// <remarks>
/// <see cref="Read"/> is called by one thread at a time, on first use and after every <see cref="Changed"/>; it answers from memory or a local file. A source
/// that fetches over a network fetches in the background, keeps what it last fetched, and calls <see cref="NotifyChanged"/>.
/// </remarks>
public abstract class DefinitionSource : IDisposable
{
    private int _started;
    private volatile string? _problem;

    /// <summary>Raised, on any thread, when reading again may give something else.</summary>
    public event Action? Changed;

    /// <summary>What is wrong with the source while it goes on with its last good content; null when nothing is.</summary>
    public string? Problem
    {
        get => _problem;
        protected set => _problem = value;
    }

    /// <summary>What the source says and this reading leaves out because it was told to skip it, one line each; null when nothing is.</summary>
    internal string? LeftOut { get; private protected set; }

    /// <summary>
    /// Whether this source is laid over the configuration section instead of under it. Sources that say so keep their order among themselves. Default: false.
    /// </summary>
    public virtual bool OverridesConfiguration => false;

    /// <summary>Starts watching for changes; the second call does nothing.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            StartCore();
        }
    }

    /// <summary>Reads the layers of this source, the weakest first.</summary>
    /// <returns>The layers; empty where the source has nothing to say.</returns>
    /// <exception cref="ProgressiveException">The source has no good content. Definitions that are in force stay so.</exception>
    public IReadOnlyList<DefinitionLayer> Read()
    {
        var layers = ReadCore();
        return layers ?? throw new InvalidOperationException($"{GetType()}.{nameof(ReadCore)} returned null. Return an empty list where there is nothing to say.");
    }

    /// <summary>Stops watching.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads the layers, the weakest first. Whatever it throws holds the reload; on the first load it stops the host.</summary>
    /// <returns>The layers.</returns>
    protected abstract IReadOnlyList<DefinitionLayer> ReadCore();

    /// <summary>Starts watching. Called once, before the first reading, so that no change falls between the two.</summary>
    protected virtual void StartCore()
    {
    }

    /// <summary>Says that reading again may give something else, or that <see cref="Problem"/> has changed.</summary>
    protected void NotifyChanged() => Changed?.Invoke();

    /// <summary>Stops watching.</summary>
    /// <param name="disposing">False only from a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
