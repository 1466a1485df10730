namespace Progressive.AspNetCore.Diagnostics;

/// <summary>Errors that more than one place reports.</summary>
internal static class HttpErrors
{
    public static ProgressiveException NotAdded(string used) => new(
        ErrorCodes.NotAdded,
        $"{ErrorCodes.NotAdded}: {used} needs the HTTP integration. Call builder.Services.AddProgressiveDelivery().AddHttp().");
}
