using System.Numerics;

namespace Progressive.Rollouts.Fleet;

/// <summary>
/// How the allowance for false rollbacks is divided: half to whoever judges by the calls of all processes, half to the brakes, which each process has of its own and which wait for nobody.
/// Together they take a good candidate back with a probability of at most alpha (Boole), however many processes there ever are.
/// </summary>
/// <remarks>
/// The first process of a rollout gets half of the brakes' part, the next two a sixth together, the next four a twelfth: the j-th doubling <c>1/((j+1)(j+2))</c>, which sums to 1 without an end. So
/// autoscaling and restarts need no number that was fixed beforehand, and the two-hundredth process still waits for no more than three times the evidence of a process alone.
/// </remarks>
internal static class BrakeAlpha
{
    /// <summary>Of whoever judges by all calls.</summary>
    public static double OfJudge(double alpha) => alpha / 2;

    /// <summary>Of one process.</summary>
    /// <param name="alpha">The whole allowance.</param>
    /// <param name="place">Which process of the rollout it is, in the order in which they first reported, from 1. The same place must not be given twice.</param>
    public static double Of(double alpha, long place)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(place);
        var doubling = BitOperations.Log2((ulong)place);
        return alpha / 2 / ((doubling + 1.0) * (doubling + 2.0)) / Math.ScaleB(1, doubling);
    }
}
