using System.Collections.Immutable;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>
/// Watches a candidate that is past its bake for as long as it serves. Nothing takes it back any more, but somebody should know when it leaves its guards.
/// </summary>
/// <remarks>
/// Guards with a number only: there is no stable left to compare with. As the watch has no end, no chance of a false alarm <em>ever</em> can be kept; instead the time between two of them is:
/// every tick is an onset of full weight (Shiryaev and Roberts), and with an alarm at A the average time to a false one is at least A ticks with calls (Shin, Ramdas and Rinaldo 2023).
/// A guard that has raised an alarm raises the next once it has been shown to hold again. Not safe for several threads, but for what <see cref="GuardWatch"/> allows.
/// </remarks>
internal sealed class PromotionWatch
{
    private readonly Func<ImmutableArray<string>, Func<GuardWatch, GuardEvaluator, bool>, GuardWatch> _create;
    private readonly Action<GuardEvaluator> _alarm;
    private ImmutableArray<string> _alarmed = [];
    private GuardWatch _watch;
    private volatile bool _isOver;

    private PromotionWatch(Func<ImmutableArray<string>, Func<GuardWatch, GuardEvaluator, bool>, GuardWatch> create, Action<GuardEvaluator> alarm)
    {
        (_create, _alarm) = (create, alarm);
        _watch = create([], OnAlarm);
    }

    /// <summary>A watch over the plan's guards with a number; null where it has none.</summary>
    public static PromotionWatch? Start(RolloutEnvironment environment, RolloutSpec spec, Action<GuardEvaluator> alarm)
    {
        ImmutableArray<Guard> guards = [.. spec.Plan.Guards.Where(static guard => guard is { Mode: GuardMode.Enforce, Bound.RelativeToStable: false })];
        return guards.Length == 0
            ? null
            : new((reported, onBreach) => RolloutGuards.WatchPromoted(environment, spec, guards, reported, onBreach), alarm);
    }

    public void Tick()
    {
        _watch.Tick();
        if (_alarmed.Length > 0)
        {
            Rearm();
        }
    }

    public void Stop()
    {
        _isOver = true;
        _watch.Stop();
    }

    // Begins anew after an alarm, whose evidence would otherwise stand for ever; and again when a guard holds.
    private void Rearm()
    {
        var (isOver, held) = _watch.Read(guards => (
            guards.Evaluators.Any(evaluator => evaluator.IsBreached),
            guards.Evaluators.Where(evaluator => evaluator.Verdict == Verdict.Holding).Select(evaluator => evaluator.Guard.ToString()).ToArray()));
        var alarmed = _alarmed.RemoveRange(held);
        if (isOver || alarmed.Length < _alarmed.Length)
        {
            _alarmed = alarmed;
            _watch.Stop();
            _watch = _create(alarmed, OnAlarm);
            if (_isOver)
            {
                _watch.Stop();
            }
        }
    }

    // In the thread of the call that ended badly, inside the watch's gate.
    private bool OnAlarm(GuardWatch watch, GuardEvaluator evaluator)
    {
        ImmutableInterlocked.Update(ref _alarmed, static (all, one) => all.Add(one), evaluator.Guard.ToString());
        _alarm(evaluator);
        return true;
    }
}
