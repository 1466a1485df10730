namespace Progressive.SourceGeneration;

internal static class ErrorCodes
{
    internal const string NotAnInterface = "PRG0250";
    internal const string OpenType = "PRG0251";
    internal const string EventMember = "PRG0252";
    internal const string SettableProperty = "PRG0253";
    internal const string ReferenceReturn = "PRG0254";
    internal const string StaticAbstractMember = "PRG0255";
    internal const string NotImplementable = "PRG0256";
}
