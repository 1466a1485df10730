namespace Progressive.Diagnostics;

internal static partial class ErrorCodes
{
    /// <summary>A file or section holds no flags of the product it is said to be of.</summary>
    internal const string ForeignFile = "PRG0070";

    /// <summary>An entry among another product's flags is none.</summary>
    internal const string ForeignEntry = "PRG0071";

    /// <summary>A name of another product that cannot be one here.</summary>
    internal const string ForeignName = "PRG0072";

    /// <summary>A feature filter that this product does not know.</summary>
    internal const string ForeignFilter = "PRG0073";

    /// <summary>A feature filter's parameters are wrong.</summary>
    internal const string ForeignParameters = "PRG0074";

    /// <summary>An allocation that assigns what is not there.</summary>
    internal const string ForeignAllocation = "PRG0075";

    /// <summary>A word that another product does not know either.</summary>
    internal const string ForeignWord = "PRG0076";

    /// <summary>Variants that cannot stand together.</summary>
    internal const string ForeignVariants = "PRG0077";

    /// <summary>An operator of JsonLogic that has no equivalent.</summary>
    internal const string LogicOperator = "PRG0080";

    /// <summary>Operands for which an operator of JsonLogic has no equivalent.</summary>
    internal const string LogicOperands = "PRG0081";

    /// <summary>A targeting rule whose result is no variant.</summary>
    internal const string LogicResult = "PRG0082";

    /// <summary>A fractional operation that has no equivalent.</summary>
    internal const string LogicFractional = "PRG0083";

    /// <summary>A reference to an evaluator that is not there.</summary>
    internal const string LogicReference = "PRG0084";
}
