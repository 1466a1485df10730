using System.Text;
using Progressive.Definitions;

namespace Progressive.Tests.Definitions;

/// <summary>A source of an application's own, whose content the test sets.</summary>
internal sealed class ScriptedSource(string json) : DefinitionSource
{
    private volatile string _json = json;
    private int _readings;

    public int Readings => Volatile.Read(ref _readings);

    public Action? OnRead { get; set; }

    public string Json
    {
        set
        {
            _json = value;
            NotifyChanged();
        }
    }

    public void Notify() => NotifyChanged();

    protected override IReadOnlyList<DefinitionLayer> ReadCore()
    {
        Interlocked.Increment(ref _readings);
        OnRead?.Invoke();
        var problems = new List<DefinitionProblem>();
        var content = JsonDefinitionText.Read(Encoding.UTF8.GetBytes(_json), "scripted", problems);
        return content is null ? throw new DefinitionException(problems) : [new DefinitionLayer("scripted", content)];
    }
}
