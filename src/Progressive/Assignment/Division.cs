namespace Progressive.Assignment;

/// <summary>Divides keys among variants: by rendezvous, or by another product's ordered ranges.</summary>
internal sealed class Division
{
    private readonly Split? _split;
    private readonly RangeSplit? _ranges;

    public Division(Split split) => _split = split;

    public Division(RangeSplit ranges) => _ranges = ranges;

    public int Choose(ulong hash) => _split is not null ? _split.Choose(hash) : _ranges!.Choose(hash);
}
