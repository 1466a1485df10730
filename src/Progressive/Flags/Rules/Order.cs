namespace Progressive.Flags.Rules;

/// <summary>How two values of one kind stand to each other.</summary>
internal enum Order
{
    Less,
    AtMost,
    Equal,
    AtLeast,
    Greater,
}

internal static class OrderExtensions
{
    /// <param name="order">The order asked for.</param>
    /// <param name="comparison">Below, at or above zero.</param>
    public static bool Holds(this Order order, int comparison) => order switch
    {
        Order.Less => comparison < 0,
        Order.AtMost => comparison <= 0,
        Order.Equal => comparison == 0,
        Order.AtLeast => comparison >= 0,
        _ => comparison > 0,
    };

    public static string Sign(this Order order) => order switch
    {
        Order.Less => "<",
        Order.AtMost => "<=",
        Order.Equal => "=",
        Order.AtLeast => ">=",
        _ => ">",
    };
}
