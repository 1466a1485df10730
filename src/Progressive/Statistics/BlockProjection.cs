using System.Runtime.Intrinsics;

namespace Progressive.Statistics;

/// <summary>
/// The e-value of one block of two arms against "the candidate's rate is at most <c>c</c> times stable's plus <c>d</c>", for one pair of alternative rates: the likelihood
/// ratio to the point of the promise that is nearest in Kullback-Leibler divergence.
/// </summary>
/// <remarks>
/// The promise is a half-plane, which is convex, so the nearest point makes an e-variable (Grünwald, de Heide and Koolen 2024); the realised numbers of calls may be used
/// (Turner, Ly and Grünwald 2024). The point lies on the boundary <c>(c t + d, t)</c> and minimises <c>n_c KL(p_c || c t + d) + n_s KL(p_s || t)</c>. With
/// <c>c = 1, d = 0</c> it is the weighted mean.
/// </remarks>
internal static class BlockProjection
{
    private const int MostSteps = 60;

    // Of the last step, relative; what is left after it is its square.
    private const double Precision = 1e-8;

    // A pole of the derivative sits at each end; this far inside, every rate the grid uses is on the right side of it.
    private const double Edge = 1e-12;

    /// <summary>Stable's rate at the nearest point of the boundary.</summary>
    internal static double NearestStable(double candidate, double stable, long candidateCalls, long stableCalls, double c, double d) =>
        Nearest(Vector256.Create(candidate), stable, new ArmCounts(candidateCalls, 0, stableCalls, 0), c, d)[0];

    /// <summary>The logarithm of the block's e-value; exactly 0 for a block of one arm.</summary>
    internal static double LogE(double candidate, double stable, in ArmCounts block, double c, double d) =>
        LogE(Vector256.Create(candidate), stable, block, c, d)[0];

    /// <summary>The same for several rates of the candidate at a time.</summary>
    internal static Vector256<double> LogE(Vector256<double> candidate, double stable, in ArmCounts block, double c, double d)
    {
        if (!block.HasBothArms)
        {
            return default;
        }

        var t = Nearest(candidate, stable, block, c, d);
        var u = Vector256.Clamp((t * c) + Vector256.Create(d), Vector256.Create(Edge), Vector256.Create(1 - Edge));
        return Gain(block.CandidateBad, block.CandidateCalls, candidate, u) + Gain(block.StableBad, block.StableCalls, Vector256.Create(stable), t);
    }

    private static Vector256<double> Nearest(Vector256<double> candidate, double stableRate, in ArmCounts block, double c, double d)
    {
        var least = Math.Max(0, -d / c) + Edge;
        var most = Math.Min(1, (1 - d) / c) - Edge;
        if (least >= most)
        {
            return Vector256.Create(Math.Clamp(least, Edge, 1 - Edge));
        }

        var share = (double)block.CandidateCalls / (block.CandidateCalls + block.StableCalls);
        var (low, high) = (Vector256.Create(least), Vector256.Create(most));
        var t = Vector256.Clamp(((candidate - Vector256.Create(d)) * (share / c)) + Vector256.Create(stableRate * (1 - share)), low, high);
        if (c == 1 && d == 0)
        {
            return t;
        }

        // The derivative times t(1-t)u(1-u), which is positive: a cubic of the same sign. It rises through its only root in between, so Newton inside a bracket, halving
        // whenever a step would leave it.
        var (fromCandidate, fromStable) = (share * c, 1 - share);
        var distance = Vector256.Create(d) - candidate;
        var (square, linear, constant) = (-c * c, c * (1 - (2 * d)), d * (1 - d));
        var cubic3 = Vector256.Create((fromCandidate * -c) + (fromStable * square));
        var cubic2 = ((Vector256.Create(c) - distance) * fromCandidate) + Vector256.Create(fromStable * (linear - (stableRate * square)));
        var cubic1 = (distance * fromCandidate) + Vector256.Create(fromStable * (constant - (stableRate * linear)));
        var cubic0 = Vector256.Create(fromStable * -stableRate * constant);
        for (var step = 0; step < MostSteps; step++)
        {
            var value = (((((cubic3 * t) + cubic2) * t) + cubic1) * t) + cubic0;
            var slope = (((cubic3 * 3 * t) + (cubic2 * 2)) * t) + cubic1;
            var isAbove = Vector256.GreaterThan(value, default);
            high = Vector256.ConditionalSelect(isAbove, t, high);
            low = Vector256.ConditionalSelect(isAbove, low, t);
            var next = t - (value / slope);
            next = Vector256.ConditionalSelect(Vector256.GreaterThan(next, low) & Vector256.LessThan(next, high), next, (low + high) * 0.5);
            var isFound = Vector256.LessThanOrEqualAll(Vector256.Abs(next - t), t * Precision);
            t = next;
            if (isFound)
            {
                break;
            }
        }

        return t;
    }

    private static Vector256<double> Gain(long bad, long calls, Vector256<double> alternative, Vector256<double> promised)
    {
        var one = Vector256<double>.One;
        var good = Vector256.Log((one - alternative) / (one - promised)) * (calls - bad);
        return bad == 0 ? good : good + (Vector256.Log(alternative / promised) * bad);
    }
}
