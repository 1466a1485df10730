namespace Progressive.Rollouts;

/// <summary>Tells whoever wants to know. It is told in the thread of the breach or the command, so listeners must leave at once; what they throw stays here.</summary>
internal sealed class RolloutFeed
{
    private volatile Action<RolloutNews>? _listeners;

    public void Listen(Action<RolloutNews> listener) => _listeners += listener;

    public void Tell(RolloutNews news)
    {
        try
        {
            _listeners?.Invoke(news);
        }
        catch (Exception)
        {
            // Whoever cannot listen is no reason for a brake not to be pulled.
        }
    }
}
