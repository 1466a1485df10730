namespace Progressive.Tests.Variants.Services;

/// <summary>Counts what is made and disposed, so that tests can tell who owns it.</summary>
public sealed class Made
{
    private int _constructed;
    private int _disposed;

    public int Constructed => _constructed;

    public int Disposed => _disposed;

    public Exception? Failure { get; set; }

    public void Construct()
    {
        Interlocked.Increment(ref _constructed);
        if (Failure is { } failure)
        {
            throw failure;
        }
    }

    public void Dispose() => Interlocked.Increment(ref _disposed);
}

public sealed class MadeStable
{
    public Made Made { get; } = new();
}

public sealed class Popular(MadeStable made) : IRecommender, IDisposable
{
    private readonly Made _made = Count(made.Made);

    public string Recommend() => "popular";

    public void Dispose() => _made.Dispose();

    private static Made Count(Made made)
    {
        made.Construct();
        return made;
    }
}

public sealed class Neural : IRecommender, IDisposable
{
    private readonly Made _made;

    public Neural(Made made)
    {
        _made = made;
        made.Construct();
    }

    public string Recommend() => "neural";

    public void Dispose() => _made.Dispose();
}
