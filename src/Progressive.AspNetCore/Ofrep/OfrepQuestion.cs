namespace Progressive.AspNetCore.Ofrep;

/// <summary>What one request asks.</summary>
/// <param name="Refusal">Why it is not answered; null: it is.</param>
/// <param name="Context">Who is asking.</param>
/// <param name="Hash">The hash of everything that an answer about all flags depends on; zero: it depends on more, or nobody wants to know.</param>
internal readonly record struct OfrepQuestion(OfrepRefusal? Refusal, EvaluationContext? Context, ulong Hash);
