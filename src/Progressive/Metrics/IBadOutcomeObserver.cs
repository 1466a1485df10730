namespace Progressive.Metrics;

/// <summary>Told about bad calls as they happen, so that guards need not wait for the next tick.</summary>
internal interface IBadOutcomeObserver
{
    /// <summary>Runs on the caller's thread after the call has been counted; must be quick and must not throw.</summary>
    void OnBadOutcome();
}
