using Progressive.Assignment;

namespace Progressive.Flags.Rules;

/// <summary>How a rule divides the keys it matches among variants.</summary>
internal sealed record RuleDivision(StickyHash Key, Division Division);
