namespace Progressive.Variants;

/// <summary>
/// Has a routing proxy generated for an interface although this project calls no <c>AddVariants</c> for it: for an application whose library does,
/// with a type parameter. <c>[assembly: VariantService(typeof(IRecommender))]</c>.
/// </summary>
/// <param name="serviceType">The interface; closed, when it is generic.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class VariantServiceAttribute(Type serviceType) : Attribute
{
    /// <summary>The interface.</summary>
    public Type ServiceType { get; } = serviceType;
}
