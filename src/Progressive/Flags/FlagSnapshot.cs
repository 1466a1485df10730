using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Progressive.Flags;

/// <summary>All flags as they run at one moment: compiled, immutable, swapped by one reference.</summary>
/// <remarks>
/// Flags stand in pages, so that another weight for one flag copies one page and the table of pages (for 10,000 flags 160 references), shares
/// every other flag with its predecessor, and rebuilds nothing.
/// </remarks>
internal sealed class FlagSnapshot
{
    private const int PageBits = 7;
    private const int PageSize = 1 << PageBits;

    private readonly FlagIndex _index;
    private readonly CompiledFlag[][] _pages;

    public FlagSnapshot(IReadOnlyCollection<CompiledFlag> flags, TimeProvider? time = null, object? owner = null)
    {
        Time = time ?? TimeProvider.System;
        Owner = owner;
        _index = new FlagIndex([.. flags.Select(flag => flag.Key)]);
        _pages = [.. flags.Chunk(PageSize)];
    }

    private FlagSnapshot(FlagIndex index, CompiledFlag[][] pages, TimeProvider time, object? owner)
    {
        Time = time;
        Owner = owner;
        _index = index;
        _pages = pages;
    }

    public static FlagSnapshot Empty { get; } = new([]);

    /// <summary>Whose flags these are: two hosts of one process never answer for each other.</summary>
    public object? Owner { get; }

    public int Count => _index.Count;

    /// <summary>For schedules.</summary>
    public TimeProvider Time { get; }

    public IEnumerable<CompiledFlag> Flags => _pages.SelectMany(page => page);

    public bool TryGet(string key, [NotNullWhen(true)] out CompiledFlag? flag)
    {
        if (_index.TryGetPosition(key, out var position))
        {
            flag = At(position);
            return true;
        }

        flag = null;
        return false;
    }

    /// <summary>Where a flag stands, in the order of <see cref="Flags"/>; stays the same until definitions are loaded again.</summary>
    public bool TryGetPosition(string key, out int position) => _index.TryGetPosition(key, out position);

    public CompiledFlag At(int position) => _pages[position >> PageBits][position & (PageSize - 1)];

    public CompiledFlag? Get(FlagKey key)
    {
        var slot = key.Slot is FlagSlot known && known.Index == _index ? known : Locate(key);
        return slot.Position < 0 ? null : At(slot.Position);
    }

    /// <summary>Whether both come from one set of definitions, so that positions mean the same.</summary>
    public bool IsOfSameDefinitions(FlagSnapshot other) => _index == other._index;

    /// <summary>The same flags with one of them replaced.</summary>
    public FlagSnapshot With(CompiledFlag flag)
    {
        if (!_index.TryGetPosition(flag.Key, out var position))
        {
            throw new InvalidOperationException($"The snapshot has no flag '{flag.Key}'.");
        }

        var pages = (CompiledFlag[][])_pages.Clone();
        var page = (CompiledFlag[])pages[position >> PageBits].Clone();
        page[position & (PageSize - 1)] = flag;
        pages[position >> PageBits] = page;
        return new FlagSnapshot(_index, pages, Time, Owner);
    }

    // Once for each key and set of definitions.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private FlagSlot Locate(FlagKey key)
    {
        var slot = new FlagSlot(_index, _index.TryGetPosition(key.Name, out var position) ? position : -1);
        key.Slot = slot;
        return slot;
    }
}
