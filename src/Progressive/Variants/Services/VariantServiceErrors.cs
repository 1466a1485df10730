using Progressive.Diagnostics;

namespace Progressive.Variants.Services;

/// <summary>What can be wrong with a routed service, in the words of the error reference.</summary>
internal static class VariantServiceErrors
{
    public static VariantServiceError NotRegistered(Type service, string flag) => new(
        ErrorCodes.ServiceNotRegistered,
        $"{service} has no registration that could become the stable variant of flag '{flag}'. Register it before AddVariants<{service.Name}>, or name it with .Stable<…>().");

    public static VariantServiceError ProxyMissing(Type service) => new(
        ErrorCodes.ProxyMissing,
        $"No routing proxy was generated for {service}. The project that calls AddVariants needs the Progressive package with its source generator (no ExcludeAssets=\"analyzers\"); if a library makes the call, put [assembly: VariantService(typeof({service.Name}))] into the application.");

    public static VariantServiceError Bypassed(Type service, string flag, Type? by) => new(
        ErrorCodes.ProxyBypassed,
        $"{service} was registered again{(by is null ? "" : $" ({by})")} after AddVariants, so that flag '{flag}' would decide nothing. Move that registration before AddVariants, where it becomes stable, or remove it.");

    public static VariantServiceError RoutedTwice(Type service, string flag, string other) => new(
        ErrorCodes.ServiceRoutedTwice,
        $"{service} has variants of flag '{other}' already; it cannot follow flag '{flag}' too. One service follows one flag; several services may follow the same one.");

    public static VariantServiceError CandidateCount(Type service, string flag, int count) => new(
        ErrorCodes.CandidateCount,
        $"AddVariants<{service.Name}>(\"{flag}\") names {(count == 0 ? "no candidate" : "two candidates")}. Call .Candidate exactly once.");

    public static VariantServiceError Captive(Type service, Type held, string heldLifetime, string lifetime) => new(
        ErrorCodes.CaptiveVariant,
        $"{held} is {heldLifetime}, but {service}, which would hold on to it, is {lifetime}. Register {held.Name} as {lifetime}, or {service.Name} as {heldLifetime}.");

    public static VariantServiceError DependencyMissing(Type service, Type implementation, string missing) => new(
        ErrorCodes.VariantDependencyMissing,
        $"{implementation}, a variant of {service}, cannot be constructed: {missing}.");
}
