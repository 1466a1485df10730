using System.Diagnostics.Metrics;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Progressive.Assignment;
using Progressive.Diagnostics;
using Progressive.Flags;

namespace Progressive.Exposures;

/// <summary>Records that somebody got a variant, once. On the path of every use: no lock, no waiting, and no allocation.</summary>
internal sealed class ExposureRecorder
{
    public const string TargetingKey = "targetingKey";

    private const string Call = "call";

    /// <summary>Into how many ticks <see cref="ExposureOptions.RepeatAfter"/> is divided.</summary>
    public const int Ticks = 16;

    private readonly TimeProvider _time;
    private readonly int _reasons;
    private long _dropped;
    private long _nobody;

    public ExposureRecorder(IOptions<ExposureOptions> options, TimeProvider time, ProgressiveTelemetry telemetry)
    {
        var settings = options.Value;
        _time = time;
        _reasons = settings.Reasons.Aggregate(0, static (bits, reason) => bits | (1 << (int)reason));
        Memory = new ExposureMemory(settings.Capacity, Ticks);
        Queue = new ExposureQueue(settings.QueueCapacity);
        telemetry.ObserveExposures(Read);
    }

    public ExposureMemory Memory { get; }

    public ExposureQueue Queue { get; }

    /// <summary>What every sink has taken.</summary>
    public long Sent { get; set; }

    /// <summary>What some sink has not taken.</summary>
    public long Failed { get; set; }

    /// <summary>What found no room in the queue.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Uses of variants by nobody who can be named.</summary>
    public long Nobody => Volatile.Read(ref _nobody);

    /// <summary>A variant was used.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="evaluation">Its answer.</param>
    /// <param name="context">Who was asking; null: whoever is current.</param>
    public void Record(CompiledFlagParts flag, Evaluation evaluation, EvaluationContext? context)
    {
        if (!Concerns(flag, evaluation))
        {
            return;
        }

        AttributeValue unit = default;
        try
        {
            if ((context ?? EvaluationContext.Current) is { } who)
            {
                unit = UnitOf(flag, evaluation) is var by && by == TargetingKey ? who.TargetingKey : who[by];
            }
        }
        catch (Exception)
        {
            // Whoever asked has the flag's answer; that nobody can be named is counted below.
        }

        Record(flag, evaluation, unit);
    }

    /// <inheritdoc cref="Record(CompiledFlagParts, Evaluation, EvaluationContext?)"/>
    /// <param name="flag">The flag.</param>
    /// <param name="evaluation">Its answer.</param>
    /// <param name="targetingKey">Who was asking, where the flag sticks by targeting keys.</param>
    public void Record(CompiledFlagParts flag, Evaluation evaluation, string? targetingKey)
    {
        if (UnitOf(flag, evaluation) != TargetingKey)
        {
            Record(flag, evaluation, context: null);
        }
        else if (Concerns(flag, evaluation))
        {
            Record(flag, evaluation, (AttributeValue)targetingKey);
        }
    }

    /// <summary>A variant was used, and nobody can be named who did.</summary>
    public void CountNobody() => Interlocked.Increment(ref _nobody);

    // A rule may divide by something else than the flag sticks by.
    private static string UnitOf(CompiledFlagParts flag, Evaluation evaluation) => evaluation.DividedBy ?? flag.StickBy switch
    {
        StickyKey.Attribute => flag.StickByAttribute!,
        StickyKey.Call => Call,
        _ => TargetingKey,
    };

    private bool Concerns(CompiledFlagParts flag, Evaluation evaluation)
    {
        if ((_reasons & (1 << (int)evaluation.Reason)) == 0)
        {
            return false;
        }

        // A decision for each call is nobody's in particular.
        if (UnitOf(flag, evaluation) == Call)
        {
            CountNobody();
            return false;
        }

        return true;
    }

    private void Record(CompiledFlagParts flag, Evaluation evaluation, AttributeValue unit)
    {
        var key = unit.Text is { } text ? text : unit.Kind == AttributeKind.Absent ? "" : unit.Format(stackalloc char[32]);
        if (key.IsEmpty)
        {
            CountNobody();
            return;
        }

        var fingerprint = HashMixing.Finalize(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key)) ^ IdentityOf(evaluation));
        if (!Memory.TryAdd(fingerprint))
        {
            return;
        }

        if (!Queue.TryWrite(new PendingExposure(evaluation, unit, UnitOf(flag, evaluation), _time.GetUtcNow())))
        {
            Interlocked.Increment(ref _dropped);
            Memory.Remove(fingerprint);
        }
    }

    // What is exposed, without to whom: made once for each answer, of which a flag has a few. Two threads may make it twice, the same.
    private static ulong IdentityOf(Evaluation evaluation)
    {
        var identity = Volatile.Read(ref evaluation.Identity);
        if (identity == 0)
        {
            // Mixed before it meets the key's hash, so that the two never cancel out.
            var text = $"{evaluation.Flag}\0{evaluation.Variant}\0{evaluation.Revision}\0{evaluation.DividedBy}";
            identity = Math.Max(1, HashMixing.Finalize(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()))));
            Volatile.Write(ref evaluation.Identity, identity);
        }

        return identity;
    }

    private IEnumerable<Measurement<long>> Read() =>
    [
        Measure(Sent, "sent"),
        Measure(Failed, "failed"),
        Measure(Dropped, "dropped"),
        Measure(Memory.Evicted, "evicted"),
        Measure(Nobody, "nobody"),
    ];

    private static Measurement<long> Measure(long count, string result) => new(count, new KeyValuePair<string, object?>(TelemetryNames.ExposureResult, result));
}
