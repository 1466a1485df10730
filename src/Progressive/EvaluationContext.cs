using System.ComponentModel;

namespace Progressive;

/// <summary>Who is asking: a targeting key and attributes. Rules match attributes; splits and rollouts stick by the key.</summary>
/// <remarks>
/// Build it, then share it: once it is entered or used it must not be written to. Reading is safe for many threads.
/// Attribute names are compared ignoring case. What code sets on a context wins over what its source finds, and over what it inherits.
/// </remarks>
public sealed class EvaluationContext
{
    // A context; or a frame, which names a context and whose version of the flags holds while it is current.
    private static readonly AsyncLocal<object?> s_current = new();

    // Stands where the key has not been looked for; compared by reference.
    private static readonly string s_unknown = new('?', 1);

    private readonly IEvaluationContextSource? _source;
    private (string Name, AttributeValue Value)[] _attributes = [];
    private Rarities? _rarities;
    private string? _targetingKey;

    /// <summary>Creates a context.</summary>
    /// <param name="targetingKey">
    /// What makes two calls the same user, tenant or message to a rollout. Null or empty where there is none: splits and rollouts then serve
    /// the default and say <see cref="EvaluationError.TargetingKeyMissing"/>.
    /// </param>
    public EvaluationContext(string? targetingKey = null)
    {
        _targetingKey = string.IsNullOrEmpty(targetingKey) ? null : targetingKey;
    }

    /// <summary>Creates a context inside another: what is not set here is what the other one has, found when it is asked for.</summary>
    /// <param name="targetingKey">The key; null or empty keeps the other context's key.</param>
    /// <param name="inherit">
    /// The context to inherit from, <see cref="Current"/> for example: its key, its attributes, its <see cref="Since"/>, the variants chosen for it beforehand, and the call that
    /// its flags are read in. Null inherits nothing.
    /// </param>
    /// <example><code>using (EvaluationContext.Enter(new(tenant, inherit: EvaluationContext.Current) { ["attempt"] = n })) { … }</code></example>
    public EvaluationContext(string? targetingKey, EvaluationContext? inherit)
        : this(targetingKey)
    {
        if (inherit is not null)
        {
            _source = new Inheritance(inherit);
            _targetingKey ??= s_unknown;
            Since = inherit.Since;
            Choices = inherit.Choices;
            Scope = inherit.Scope;
        }
    }

    private EvaluationContext(IEvaluationContextSource source)
    {
        _source = source;
        _targetingKey = s_unknown;
    }

    /// <summary>The context entered by <see cref="Enter"/> in this flow of execution, or null.</summary>
    public static EvaluationContext? Current => s_current.Value is var current && current is EvaluationContext context ? context : (current as EvaluationFrame)?.Context;

    /// <summary>The key that splits and rollouts stick by, or null.</summary>
    public string? TargetingKey => Volatile.Read(ref _targetingKey) is var key && ReferenceEquals(key, s_unknown) ? FindTargetingKey() : key;

    /// <summary>
    /// When the session, conversation or job began that this context is part of. A rollout then serves it as at that moment, so that nobody changes sides between
    /// two pages; less exposure, a closed candidate and everything but rollouts are obeyed at once. Null, the default: now. Nothing is stored for it.
    /// </summary>
    public DateTimeOffset? Since
    {
        get => _rarities is { Since: not 0 and var ticks } ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        set
        {
            if (value is not null || _rarities is not null)
            {
                (_rarities ??= new()).Since = value?.UtcTicks ?? 0;
            }
        }
    }

    internal bool HasSince => _rarities is { Since: not 0 };

    /// <summary>Variants that were chosen for this context beforehand: by a signed override, or by the caller upstream. Null, nearly always: none.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public VariantChoices? Choices
    {
        get => _rarities?.Choices;
        set
        {
            if (value is not null || _rarities is not null)
            {
                (_rarities ??= new()).Choices = value;
                HasChoices |= value is not null;
            }
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
            if (_source is null)
            {
                Set(name, value);
                return;
            }

            lock (_source)
            {
                Set(name, value);
            }
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

    /// <summary>Makes a context that is filled when it is read: the key, and each attribute on its own.</summary>
    /// <param name="source">Where they come from.</param>
    /// <returns>The context.</returns>
    public static EvaluationContext From(IEvaluationContextSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new EvaluationContext(source);
    }

    /// <summary>What is set, and what was found so far. Whoever finds no attribute in here asks <see cref="TryGet"/>.</summary>
    internal ReadOnlySpan<(string Name, AttributeValue Value)> Attributes => Volatile.Read(ref _attributes);

    internal bool TryGet(string name, out AttributeValue value)
    {
        if (!IsSet(name, out value) && _source is not null)
        {
            value = Find(name);
        }

        return value.Kind != AttributeKind.Absent;
    }

    private bool IsSet(string name, out AttributeValue value)
    {
        // Rules keep their names interned, and names in code are: nearly always the name is found as the very same string.
        var attributes = Volatile.Read(ref _attributes);
        foreach (ref readonly var attribute in attributes.AsSpan())
        {
            if (ReferenceEquals(attribute.Name, name))
            {
                value = attribute.Value;
                return true;
            }
        }

        foreach (ref readonly var attribute in attributes.AsSpan())
        {
            if (string.Equals(attribute.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                value = attribute.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    private static EvaluationContext? VersionedOf(object? current) =>
        current is EvaluationContext context ? (context.Version is null ? null : context) : (current as EvaluationFrame)?.Pinned;

    private AttributeValue Find(string name)
    {
        lock (_source!)
        {
            if (IsSet(name, out var value))
            {
                return value;
            }

            var isKnown = _source.TryFindAttribute(name, out value);

            // A source may set attributes on this object while it is asked; what is set wins.
            if (IsSet(name, out var set))
            {
                return set;
            }

            if (isKnown)
            {
                Set(name, value);
            }

            return value;
        }
    }

    private void Set(string name, AttributeValue value)
    {
        if (_source is null)
        {
            Build(name, value);
            return;
        }

        // Arrays are replaced, never written to: somebody may be reading, and a value is too wide to change under a reader's eyes.
        var known = _attributes.Length - 1;
        while (known >= 0 && !string.Equals(_attributes[known].Name, name, StringComparison.OrdinalIgnoreCase))
        {
            known--;
        }

        (string Name, AttributeValue Value)[] attributes = known >= 0 ? [.. _attributes] : [.. _attributes, (name, value)];
        if (known >= 0)
        {
            attributes[known].Value = value;
        }

        Volatile.Write(ref _attributes, attributes);
    }

    // A context without a source is built before it is shared. Places without a name are free.
    private void Build(string name, AttributeValue value)
    {
        var at = 0;
        while (at < _attributes.Length && _attributes[at].Name is { } taken && !string.Equals(taken, name, StringComparison.OrdinalIgnoreCase))
        {
            at++;
        }

        if (at == _attributes.Length)
        {
            Array.Resize(ref _attributes, Math.Max(3, 2 * at));
        }

        _attributes[at] = (_attributes[at].Name ?? name, value);
    }

    private string? FindTargetingKey()
    {
        lock (_source!)
        {
            if (ReferenceEquals(_targetingKey, s_unknown))
            {
                var key = _source.FindTargetingKey();
                Volatile.Write(ref _targetingKey, string.IsNullOrEmpty(key) ? null : key);
            }

            return _targetingKey;
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

    // What few contexts have, so that the others need not make room for it.
    private sealed class Rarities
    {
        public long Since;
        public VariantChoices? Choices;
    }

    private sealed class Inheritance(EvaluationContext outer) : IEvaluationContextSource
    {
        public string? FindTargetingKey() => outer.TargetingKey;

        public bool TryFindAttribute(string name, out AttributeValue value) => outer.TryGet(name, out value);
    }
}
