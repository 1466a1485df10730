using Microsoft.Extensions.Logging;
using Progressive.Diagnostics;

namespace Progressive.State;

/// <summary>
/// The file of a <see cref="FileStateStore"/> and the one before it: what is believed when they are damaged, and the order of steps in which they are
/// replaced. At every moment a complete file stands under the current name or, in the worst case, under the previous one.
/// Called by one thread at a time, except <see cref="Known"/> and <see cref="IsStill"/>.
/// </summary>
internal sealed class StateFile(string path, IFileSteps steps, TimeProvider time, ILogger logger, KeyWatchers watchers)
{
    private const int MaxKeptAside = 5;

    /// <summary>More writes than can be lost with one file, so that no version that was ever handed out names another content later.</summary>
    private const long VersionLeap = 1_000_000;

    private readonly string _previous = path + ".previous";
    private readonly string _temporary = path + ".tmp";
    private readonly string _previousTemporary = path + ".previous.tmp";
    private readonly string _directory = Path.GetDirectoryName(path)!;
    private volatile StateImage? _known;
    private volatile FileStateRecovery _recovery;
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private bool _unrepaired;

    /// <summary>What was last read from or written to the disk.</summary>
    internal StateImage? Known => _known;

    internal FileStateRecovery Recovery => _recovery;

    internal bool IsStill(StateImage known)
    {
        try
        {
            return steps.ReadStart(path, StateFileFormat.MaxHeaderBytes) is { } start && StateFileFormat.IsStartOf(start, known);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The state when the file is sound or there never was one; <see langword="null"/> when something must be recovered.</summary>
    internal StateImage? TryLoad()
    {
        var current = Examine(path);
        return current.Image is { } image ? AdoptSound(image) : IsNew(current) ? Adopt(_known ?? StateImage.CreateEmpty()) : null;
    }

    /// <summary>Under the lock: the state, after repairing what is broken.</summary>
    internal StateImage LoadAndRepair()
    {
        if (TryLoad() is { } sound)
        {
            return sound;
        }

        var current = Examine(path);
        var previous = Examine(_previous);
        var chosen = Choose(current, previous);
        var repaired = chosen with { Version = Math.Max(chosen.Version + VersionLeap, time.GetUtcNow().ToUnixTimeMilliseconds()) };
        WriteDurably(_temporary, StateFileFormat.Serialize(repaired));
        if (current.Damage is not null)
        {
            KeepAside(path);
        }

        steps.Move(_temporary, path);
        if (previous.Damage is not null)
        {
            KeepAside(_previous);
            steps.Delete(_previous);
        }

        steps.FlushDirectory(_directory);
        _unrepaired = false;
        return Adopt(repaired);
    }

    /// <summary>Without the lock, or on a disk that takes no writes: the same choice, the files stay as they are.</summary>
    internal StateImage LoadWithoutRepair()
    {
        if (TryLoad() is { } sound)
        {
            return sound;
        }

        var chosen = Adopt(Choose(Examine(path), Examine(_previous)));
        _unrepaired = true;
        return chosen;
    }

    /// <summary>Under the lock and after <see cref="LoadAndRepair"/>, which makes sure that what becomes the previous file is sound.</summary>
    internal void Save(StateImage next)
    {
        WriteDurably(_temporary, StateFileFormat.Serialize(next));
        KeepPrevious();
        steps.Move(_temporary, path);
        steps.FlushDirectory(_directory);
        Adopt(next);
        lock (_reported)
        {
            _reported.Clear();
        }
    }

    /// <summary>A condition that lasts is met by every read and every poll; it is told once until a write succeeds.</summary>
    internal void ReportOnce(string report, Action write)
    {
        lock (_reported)
        {
            if (!_reported.Add(report))
            {
                return;
            }
        }

        write();
    }

    private StateImage AdoptSound(StateImage image)
    {
        _unrepaired = false;
        return Adopt(image);
    }

    private StateImage Adopt(StateImage image)
    {
        var before = _known;
        _known = image;
        if (!ReferenceEquals(before, image))
        {
            watchers.Publish(StateImage.Differences(before, image));
        }

        return image;
    }

    private bool IsNew(StateFileContent current) => current.IsMissing && _known is null or { Version: 0 } && !steps.Exists(_previous);

    private StateFileContent Examine(string file)
    {
        byte[]? content;
        try
        {
            content = steps.Read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateStoreException(
                ErrorCodes.StateUnreadable,
                $"{ErrorCodes.StateUnreadable}: State file '{file}' exists but cannot be read: {e.Message} Give the process the right to read it.",
                e);
        }

        if (content is null)
        {
            return default;
        }

        return StateFileFormat.Check(content, out var format) switch
        {
            StateFileVerdict.Foreign => throw new StateStoreException(
                ErrorCodes.StateFileForeign,
                $"{ErrorCodes.StateFileForeign}: '{file}' is not a state file, and it is left as it is. Set another path for the state store."),
            StateFileVerdict.UnknownFormat => throw new StateStoreException(
                ErrorCodes.StateFormatUnknown,
                $"{ErrorCodes.StateFormatUnknown}: State file '{file}' has format {format}; this version reads format {StateFileFormat.Format}. "
                + "The file is left as it is: use the version that wrote it, or set another path."),
            StateFileVerdict.Sound when _known is { } known && StateFileFormat.IsStartOf(content, known) => new(known, null),
            StateFileVerdict.Sound when StateFileFormat.Parse(content) is { } image => new(image, null),
            StateFileVerdict.Sound => new(null, "its lines are not those of a state file"),
            _ => new(null, Describe(content)),
        };
    }

    private static string Describe(byte[] content) =>
        content.Length == 0 ? "it is empty"
        : StateFileFormat.ClaimedVersion(content) is { } version ? $"its checksum does not match; its first line names version {version}"
        : "its checksum does not match";

    /// <summary>
    /// What this process has read wins unless the previous file is of another life or newer: it is at least as new as what the damaged file held,
    /// except for writes of another process within the last poll.
    /// </summary>
    private StateImage Choose(StateFileContent current, StateFileContent previous)
    {
        if (_known is { } known && (previous.Image is not { } other || (other.Generation == known.Generation && other.Version <= known.Version)))
        {
            if (!_unrepaired)
            {
                Report(FileStateRecovery.FromMemory, current, known.Version);
            }

            return known;
        }

        if (previous.Image is { } image)
        {
            Report(FileStateRecovery.FromPrevious, current, image.Version);
            return image;
        }

        Report(FileStateRecovery.StartedEmpty, current, 0);
        return StateImage.CreateEmpty();
    }

    private void Report(FileStateRecovery recovery, StateFileContent current, long version)
    {
        _recovery = recovery > _recovery ? recovery : _recovery;
        ReportOnce($"{recovery} {current.Trouble} {version}", () =>
        {
            switch (recovery)
            {
                case FileStateRecovery.FromMemory:
                    StateFileLog.RecoveredFromMemory(logger, path, current.Trouble, version, "writes of other processes in the last second may be lost");
                    break;
                case FileStateRecovery.FromPrevious:
                    StateFileLog.RecoveredFromPrevious(logger, path, current.Trouble, version, "the last write after it is lost");
                    break;
                default:
                    StateFileLog.StartedEmpty(logger, path, current.Trouble, "all records and the log are lost");
                    break;
            }
        });
    }

    private void KeepPrevious()
    {
        if (!steps.Exists(path))
        {
            return;
        }

        // By way of a third name: a link must be new, and previous must never be missing or half written. Where current and previous are already one
        // file (the process died right here before), the rename does nothing and leaves the third name, which the next write deletes.
        steps.Delete(_previousTemporary);
        if (!steps.TryLink(path, _previousTemporary))
        {
            WriteDurably(_previousTemporary, steps.Read(path) ?? []);
        }

        steps.Move(_previousTemporary, _previous);
    }

    private void KeepAside(string file)
    {
        var name = Enumerable.Range(1, MaxKeptAside).Select(n => $"{path}.corrupt-{n}").FirstOrDefault(candidate => !steps.Exists(candidate));
        if (name is null)
        {
            name = $"{path}.corrupt-{MaxKeptAside}";
            steps.Delete(name);
        }

        if (!steps.TryLink(file, name))
        {
            WriteDurably(name, steps.Read(file) ?? []);
        }
    }

    private void WriteDurably(string file, ReadOnlySpan<byte> content)
    {
        using var writing = steps.Create(file);
        writing.Write(content);
        writing.Flush();
    }
}
