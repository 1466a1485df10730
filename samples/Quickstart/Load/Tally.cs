namespace Quickstart.Load;

/// <summary>What users got, counted from the answers that reached them.</summary>
internal sealed class Tally
{
    private long _stableCalls;
    private long _candidateCalls;
    private long _badAnswers;

    public long StableCalls => Interlocked.Read(ref _stableCalls);

    public long CandidateCalls => Interlocked.Read(ref _candidateCalls);

    /// <summary>Of the candidate, and of nobody: a request without an answer is as bad as a wrong one.</summary>
    public long BadAnswers => Interlocked.Read(ref _badAnswers);

    public void Add(bool isCandidate, bool isBad)
    {
        Interlocked.Increment(ref isCandidate ? ref _candidateCalls : ref _stableCalls);
        if (isCandidate && isBad)
        {
            Interlocked.Increment(ref _badAnswers);
        }
    }

    public void AddUnanswered() => Interlocked.Increment(ref _badAnswers);
}
