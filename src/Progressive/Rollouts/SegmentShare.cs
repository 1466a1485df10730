using Progressive.Assignment;

namespace Progressive.Rollouts;

/// <summary>The candidate's share of one segment.</summary>
/// <param name="Segment">The segment's name.</param>
/// <param name="Share">Its members' share; who is in several segments has the largest.</param>
public sealed record SegmentShare(string Segment, Share Share);
