using System.Security.Cryptography;
using Progressive.Variants;

namespace Progressive.AspNetCore.Ofrep;

/// <summary>Every answer of one version of the flags that was given so far, as bytes. Reading takes no lock and allocates nothing.</summary>
internal sealed class FragmentTable(ClientFlags flags)
{
    // A flag has a few answers: variants by reasons and rules. More come only where choices made beforehand name their causes.
    private const int Most = 64;

    private readonly Fragment[]?[] _fragments = new Fragment[]?[flags.Count];

    public ClientFlags Flags { get; } = flags;

    /// <summary>Tells this version of the flags in this process from every other one.</summary>
    public long Seed { get; } = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    /// <summary>How long the last answer about all flags was, so that the next one finds a buffer that will do.</summary>
    public int LastLength { get; set; } = 4_096;

    public Fragment Of(int index, Evaluation evaluation)
    {
        var known = Volatile.Read(ref _fragments[index]);
        if (known is not null)
        {
            foreach (var fragment in known)
            {
                if (ReferenceEquals(fragment.Evaluation, evaluation))
                {
                    return fragment;
                }
            }
        }

        // Two threads may each add one and lose the other's, which is made again when it is asked for.
        var made = Fragment.Of(evaluation, Flags.HasValues(index), Flags.IsSwitch(index));
        Volatile.Write(ref _fragments[index], known is null or { Length: >= Most } ? [made] : [.. known, made]);
        return made;
    }
}
