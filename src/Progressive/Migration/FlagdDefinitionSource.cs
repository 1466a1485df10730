using Progressive.Definitions;

namespace Progressive.Migration;

/// <summary>A file of flagd's, followed as files of ours are.</summary>
internal sealed class FlagdDefinitionSource : DefinitionSource
{
    private readonly FileDefinitionSource _file;
    private readonly bool _skipsUntranslatable;

    public FlagdDefinitionSource(string path, bool optional, bool skipsUntranslatable, TimeProvider time)
    {
        _file = new FileDefinitionSource(path, optional, time);
        _skipsUntranslatable = skipsUntranslatable;
        _file.Changed += NotifyChanged;
    }

    protected override void StartCore() => _file.Start();

    protected override IReadOnlyList<DefinitionLayer> ReadCore()
    {
        var layers = new List<DefinitionLayer>();
        var all = new List<TranslationContext>();
        foreach (var layer in _file.Read().Where(static layer => layer.Content.Count > 0))
        {
            var translated = FlagdTranslation.Translate(layer);
            all.Add(translated);
            layers.Add(new DefinitionLayer(layer.Origin, translated.ToDefinitions()));
        }

        LeftOut = TranslatedLayer.ThrowOrTell([], all, _skipsUntranslatable);
        Problem = _file.Problem;
        return layers;
    }

    protected override void Dispose(bool disposing)
    {
        _file.Changed -= NotifyChanged;
        _file.Dispose();
        base.Dispose(disposing);
    }
}
