using Microsoft.Extensions.Logging;
using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>All sources, in order: reads them together, and says when one of them breaks or comes back.</summary>
internal sealed class DefinitionReading : IDisposable
{
    private readonly IReadOnlyList<DefinitionSource> _sources;
    private readonly string?[] _problems;
    private readonly string?[] _leftOut;
    private readonly ILogger _logger;

    public DefinitionReading(IReadOnlyList<DefinitionSource> sources, ILogger logger)
    {
        _sources = sources;
        _problems = new string?[sources.Count];
        _leftOut = new string?[sources.Count];
        _logger = logger;
        foreach (var source in sources)
        {
            source.Changed += OnChanged;
        }
    }

    public event Action? Changed;

    public void Start()
    {
        foreach (var source in _sources)
        {
            source.Start();
        }
    }

    /// <exception cref="DefinitionException">One or several sources have no good content.</exception>
    public IReadOnlyList<DefinitionLayer> Read()
    {
        var layers = new List<DefinitionLayer>();
        var problems = new List<DefinitionProblem>();
        for (var i = 0; i < _sources.Count; i++)
        {
            try
            {
                layers.AddRange(_sources[i].Read());
            }
            catch (DefinitionException e)
            {
                problems.AddRange(e.Problems);
            }
            catch (Exception e)
            {
                problems.Add(new DefinitionProblem(
                    ErrorCodes.DefinitionSourceUnreadable, $"The source {_sources[i].GetType().Name} cannot be read: {e.Message} ({e.GetType().Name})."));
            }

            Tell(i, _sources[i].Problem);
            TellLeftOut(i, _sources[i].LeftOut);
        }

        return problems.Count > 0 ? throw new DefinitionException(problems) : layers;
    }

    public void Dispose()
    {
        foreach (var source in _sources)
        {
            source.Changed -= OnChanged;
        }
    }

    private void OnChanged() => Changed?.Invoke();

    private void TellLeftOut(int source, string? flags)
    {
        if (flags != _leftOut[source] && flags is not null)
        {
            DefinitionLog.LeftOut(_logger, flags);
        }

        _leftOut[source] = flags;
    }

    private void Tell(int source, string? problem)
    {
        var before = _problems[source];
        if (problem == before)
        {
            return;
        }

        _problems[source] = problem;
        if (problem is null)
        {
            DefinitionLog.SourceRecovered(_logger, before!);
        }
        else
        {
            DefinitionLog.SourceBroken(_logger, problem);
        }
    }
}
