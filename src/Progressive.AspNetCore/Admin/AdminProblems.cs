using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Progressive.AspNetCore.Diagnostics;

namespace Progressive.AspNetCore.Admin;

/// <summary>Refusals, as RFC 9457 has them, with the error id as <c>code</c>.</summary>
internal static class AdminProblems
{
    public static IResult NoPolicy(string policy) => Of(
        StatusCodes.Status403Forbidden,
        ErrorCodes.AdminDenied,
        $"Nobody may do this: the application has no authorization policy '{policy}'. Add one, for example by AddAuthorization(o => o.AddPolicy(\"{policy}\", p => p.RequireRole(\"operators\"))).");

    public static IResult NotAuthenticated(string policy) => Of(
        StatusCodes.Status401Unauthorized, ErrorCodes.AdminDenied, $"The policy '{policy}' needs to know who is asking. Send credentials.");

    public static IResult NotAllowed(string policy) => Of(
        StatusCodes.Status403Forbidden, ErrorCodes.AdminDenied, $"The policy '{policy}' does not allow it.");

    public static IResult NoFlag(string flag) => Of(
        StatusCodes.Status404NotFound, ErrorCodes.AdminNoFlag, $"There is no flag '{flag}' with a rollout or guards. Correct the key.");

    public static IResult NoHook(string hook) => Of(
        StatusCodes.Status404NotFound,
        ErrorCodes.AdminNoHook,
        $"There is no hook '{hook}'. There are {string.Join(", ", FlaggerHooks.Names)}.");

    public static IResult NoFlagNamed() => Of(
        StatusCodes.Status400BadRequest, ErrorCodes.AdminNoFlag, "The query names no flag. Write the hook's address with ?flag=, such as ?flag=checkout.");

    // Not Results.Problem: Flagger takes every status up to 202 for a yes, and these must be none of them.
    private static ProblemHttpResult Of(int status, string code, string detail) => TypedResults.Problem(
        $"{code}: {detail}",
        statusCode: status,
        extensions: [new("code", code)]);
}
