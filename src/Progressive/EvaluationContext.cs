namespace Progressive;

/// <summary>Who is asking: a targeting key and attributes. Rules match attributes; splits and rollouts stick by the key.</summary>
/// <remarks>
/// Build it, then share it: once it is entered or used it must not be written to. Reading is safe for many threads.
/// Attribute names are compared ignoring case.
/// </remarks>
public sealed class EvaluationContext
{
    // A context; or a frame, which names a context and whose version of the flags holds while it is current.
    private static readonly AsyncLocal<object?> s_current = new();

    private readonly IEvaluationContextSource? _source;
    private (string Name, AttributeValue Value)[] _attributes = [];
    private int _count;
    private long _since;
    private string? _targetingKey;
    private volatile bool _keyFound;
    private volatile bool _attributesFound;
    private bool _finding;

    /// <summary>Creates a context.</summary>
    /// <param name="targetingKey">
    /// What makes two calls the same user, tenant or message to a rollout. Null or empty where there is none: splits and rollouts then serve
    /// the default and say <see cref="EvaluationError.TargetingKeyMissing"/>.
    /// </param>
    public EvaluationContext(string? targetingKey = null)
    {
        _targetingKey = string.IsNullOrEmpty(targetingKey) ? null : targetingKey;
        _keyFound = _attributesFound = true;
    }

    private EvaluationContext(IEvaluationContextSource source) => _source = source;

    /// <summary>The context entered by <see cref="Enter"/> in this flow of execution, or null.</summary>
    public static EvaluationContext? Current => s_current.Value is var current && current is EvaluationContext context ? context : (current as EvaluationFrame)?.Context;

    /// <summary>The key that splits and rollouts stick by, or null.</summary>
    public string? TargetingKey => _keyFound ? _targetingKey : FindTargetingKey();

    /// <summary>
    /// When the session, conversation or job began that this context is part of. A rollout then serves it as at that moment, so that nobody changes sides between
    /// two pages; less exposure, a closed candidate and everything but rollouts are obeyed at once. Null, the default: now. Nothing is stored for it.
    /// </summary>
    public DateTimeOffset? Since
    {
        get => _since == 0 ? null : new DateTimeOffset(_since, TimeSpan.Zero);
        set => _since = value?.UtcTicks ?? 0;
    }

    /// <summary>Variants that were chosen for this context beforehand: by a signed override, or by the caller upstream. Null, nearly always: none.</summary>
    internal VariantChoices? Choices
    {
        get;
        set
        {
            field = value;
            HasChoices |= value is not null;
        }
    }

    /// <summary>Set once a choice is made for the first time: a process that makes none never pays for looking.</summary>
    internal static bool HasChoices { get; private set; }

    /// <summary>What a request or a message collects while this context is current; owned by the variants layer.</summary>
    internal object? Scope { get; set; }

    /// <summary>The version of the flags that is read while this context is current; owned by the flags layer. Null: the live one.</summary>
    internal object? Version;

    /// <summary>Set once a context is given a version of its own: until then nobody looks for one.</summary>
    internal static bool HasVersions { get; set; }

    /// <summary>The context whose version holds in this flow of execution: the current one or one around it. Null: the live version does.</summary>
    internal static EvaluationContext? Pinned => VersionedOf(s_current.Value);

    /// <summary>Set once the first scope is opened: a process that opens none never pays for looking.</summary>
    internal static bool CollectsCalls { get; set; }

    /// <summary>Sets an attribute, or reads it; an attribute that is not there reads as the absent value.</summary>
    /// <param name="name">The attribute's name.</param>
    public AttributeValue this[string name]
    {
        get => TryGet(name, out var value) ? value : default;
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            FindAttributes();
            for (var i = 0; i < _count; i++)
            {
                if (string.Equals(_attributes[i].Name, name, StringComparison.OrdinalIgnoreCase))
                {
                    _attributes[i].Value = value;
                    return;
                }
            }

            if (_count == _attributes.Length)
            {
                Array.Resize(ref _attributes, Math.Max(4, _count * 2));
            }

            _attributes[_count++] = (name, value);
        }
    }

    /// <summary>Makes a context current for this flow of execution until the returned scope is disposed; scopes nest.</summary>
    /// <param name="context">The context that evaluations without one of their own use.</param>
    /// <returns>A scope that restores what was current before.</returns>
    /// <example><code>using (EvaluationContext.Enter(new(message.TenantId) { ["attempt"] = n })) { … }</code></example>
    public static Entered Enter(EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var previous = s_current.Value;

        // Another context in the middle of a request is still the same request, and reads the same flags.
        s_current.Value = HasVersions && context.Version is null && VersionedOf(previous) is { } pinned ? new EvaluationFrame(context, pinned) : context;
        return new Entered(previous);
    }

    /// <summary>Makes the version of a context hold, and leaves the context that is current as it is.</summary>
    internal static Entered EnterVersion(EvaluationContext pinned)
    {
        var previous = s_current.Value;
        s_current.Value = new EvaluationFrame(Current, pinned);
        return new Entered(previous);
    }

    /// <summary>Makes a context that is filled when it is first read, the key and the attributes each on their own.</summary>
    /// <param name="source">Where they come from.</param>
    /// <returns>The context.</returns>
    public static EvaluationContext From(IEvaluationContextSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new EvaluationContext(source);
    }

    internal bool TryGet(string name, out AttributeValue value)
    {
        FindAttributes();
        for (var i = 0; i < _count; i++)
        {
            if (string.Equals(_attributes[i].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                value = _attributes[i].Value;
                return value.Kind != AttributeKind.Absent;
            }
        }

        value = default;
        return false;
    }

    private static EvaluationContext? VersionedOf(object? current) =>
        current is EvaluationContext context ? (context.Version is null ? null : context) : (current as EvaluationFrame)?.Pinned;

    private string? FindTargetingKey()
    {
        lock (_source!)
        {
            if (!_keyFound)
            {
                var key = _source.FindTargetingKey();
                _targetingKey = string.IsNullOrEmpty(key) ? null : key;
                _keyFound = true;
            }

            return _targetingKey;
        }
    }

    private void FindAttributes()
    {
        if (_attributesFound)
        {
            return;
        }

        lock (_source!)
        {
            // The source sets attributes through this same object, on this same thread: it must not be asked again meanwhile.
            if (_attributesFound || _finding)
            {
                return;
            }

            _finding = true;
            try
            {
                _source.FindAttributes(this);
            }
            finally
            {
                _finding = false;
                _attributesFound = true;
            }
        }
    }

    /// <summary>Leaves a context that was entered.</summary>
    public readonly struct Entered : IDisposable
    {
        private readonly object? _previous;

        internal Entered(object? previous) => _previous = previous;

        /// <summary>Restores the context that was current before.</summary>
        public void Dispose() => s_current.Value = _previous;
    }
}
