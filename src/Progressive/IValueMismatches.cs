namespace Progressive;

/// <summary>Hears of values that are not what the code that reads them expects.</summary>
internal interface IValueMismatches
{
    /// <param name="evaluation">What was served.</param>
    /// <param name="wanted">What the code asked for.</param>
    /// <param name="problem">Why the value could not be read so; null where its kind says it.</param>
    void Report(Evaluation evaluation, string wanted, string? problem);
}
