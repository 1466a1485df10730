using Microsoft.Extensions.Logging;

namespace Progressive.Definitions;

/// <summary>Those who act on definitions: each is told of every set in order, the first time with what is in force.</summary>
internal sealed class DefinitionFollowers(ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly List<Action<DefinitionSet>> _followers = [];
    private DefinitionSet? _last;

    public IDisposable Add(Action<DefinitionSet> follower)
    {
        lock (_gate)
        {
            _followers.Add(follower);
            if (_last is { } set)
            {
                follower(set);
            }
        }

        return new Following(this, follower);
    }

    public void Tell(DefinitionSet set)
    {
        lock (_gate)
        {
            _last = set;
            foreach (var follower in _followers.ToArray())
            {
                try
                {
                    follower(set);
                }
                catch (Exception e)
                {
                    // The definitions are in force already; one that cannot follow is no reason to keep the others from it.
                    DefinitionLog.FollowerFailed(logger, e, set.Version);
                }
            }
        }
    }

    private void Remove(Action<DefinitionSet> follower)
    {
        lock (_gate)
        {
            _followers.Remove(follower);
        }
    }

    private sealed class Following(DefinitionFollowers followers, Action<DefinitionSet> follower) : IDisposable
    {
        public void Dispose() => followers.Remove(follower);
    }
}
