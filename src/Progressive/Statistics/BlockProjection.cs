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

    // A pole of the derivative sits at each end; this far inside, every rate the grid uses is on the right side of it.
    private const double Edge = 1e-12;

    /// <summary>Stable's rate at the nearest point of the boundary.</summary>
    internal static double NearestStable(double candidate, double stable, long candidateCalls, long stableCalls, double c, double d)
    {
        var low = Math.Max(0, -d / c) + Edge;
        var high = Math.Min(1, (1 - d) / c) - Edge;
        if (low >= high)
        {
            return Math.Clamp(low, Edge, 1 - Edge);
        }

        var share = (double)candidateCalls / (candidateCalls + stableCalls);
        var t = Math.Clamp((share * (candidate - d) / c) + ((1 - share) * stable), low, high);

        // The function is convex, so its derivative rises: Newton inside a bracket, halving whenever a step would leave it.
        for (var step = 0; step < MostSteps; step++)
        {
            var u = (c * t) + d;
            var fromCandidate = (u - candidate) / (u * (1 - u));
            var fromStable = (t - stable) / (t * (1 - t));
            var slope = (share * c * fromCandidate) + ((1 - share) * fromStable);
            if (slope > 0)
            {
                high = t;
            }
            else
            {
                low = t;
            }

            var curvature = (share * c * c * Curvature(candidate, u)) + ((1 - share) * Curvature(stable, t));
            var next = t - (slope / curvature);
            next = next > low && next < high ? next : (low + high) / 2;
            if (Math.Abs(next - t) <= 1e-13 * t)
            {
                return next;
            }

            t = next;
        }

        return t;
    }

    /// <summary>The logarithm of the block's e-value; exactly 0 for a block of one arm.</summary>
    internal static double LogE(double candidate, double stable, in ArmCounts block, double c, double d)
    {
        if (!block.HasBothArms)
        {
            return 0;
        }

        var t = NearestStable(candidate, stable, block.CandidateCalls, block.StableCalls, c, d);
        var u = Math.Clamp((c * t) + d, Edge, 1 - Edge);
        return Gain(block.CandidateBad, block.CandidateCalls, candidate, u) + Gain(block.StableBad, block.StableCalls, stable, t);
    }

    private static double Gain(long bad, long calls, double alternative, double promised) =>
        (bad == 0 ? 0 : bad * Math.Log(alternative / promised)) + ((calls - bad) * Probability.Log1P((promised - alternative) / (1 - promised)));

    private static double Curvature(double p, double at) => (p / (at * at)) + ((1 - p) / ((1 - at) * (1 - at)));
}
