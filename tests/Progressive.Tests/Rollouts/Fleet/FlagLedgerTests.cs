using Progressive.Rollouts;
using Progressive.State;
using Xunit;

namespace Progressive.Tests.Rollouts.Fleet;

/// <summary>What a ledger makes of what other processes wrote.</summary>
public sealed class FlagLedgerTests : IDisposable
{
    private static readonly KillRecord s_kill = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), "ann", "it burns");

    private readonly ForgetfulStore _store = new();
    private readonly FlagLedger _ledger;

    public FlagLedgerTests() => _ledger = new FlagLedger("f", _store);

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public void A_newer_record_is_taken_as_it_is()
    {
        Assert.True(_ledger.Take(Stored(7, new FlagRecord { Kill = s_kill }), known: 0));
        Assert.Equal(s_kill, _ledger.Record.Kill);
        Assert.True(_ledger.IsSaved);
        Assert.Equal(7, _ledger.StoredVersion);
        Assert.False(_ledger.Take(Stored(7, FlagRecord.Empty), known: 7));
    }

    [Fact]
    public async Task An_answer_from_before_the_last_write_says_nothing()
    {
        _ledger.Take(Stored(5, FlagRecord.Empty), known: 0);
        _store.PutBack(new("life 1", 5, _store.Copy().Records.SetItem("f", Stored(5, FlagRecord.Empty))));
        _ledger.Change(record => record with { Kill = s_kill }, isTransition: true);
        Assert.True(await _ledger.TryFlushAsync(TestContext.Current.CancellationToken));

        var written = _ledger.StoredVersion;
        Assert.True(written > 5);
        Assert.False(_ledger.Take(Stored(5, FlagRecord.Empty), known: 0));
        Assert.Equal(written, _ledger.StoredVersion);
        Assert.True(_ledger.IsSaved);
    }

    [Fact]
    public void What_the_store_has_lost_is_to_be_written_again()
    {
        _ledger.Take(Stored(9, new FlagRecord { Kill = s_kill }), known: 0);

        Assert.True(_ledger.Take(null, known: 9));

        Assert.Equal(s_kill, _ledger.Record.Kill);
        Assert.False(_ledger.IsSaved);
        Assert.Equal(0, _ledger.StoredVersion);
    }

    [Fact]
    public void What_somebody_else_has_written_already_need_not_be_written_again()
    {
        _ledger.Change(record => record with { Kill = s_kill }, isTransition: true);
        Assert.False(_ledger.IsSaved);

        _ledger.Take(Stored(3, new FlagRecord { Kill = s_kill }), known: 0);

        Assert.True(_ledger.IsSaved);
    }

    [Fact]
    public void What_cannot_be_read_changes_nothing()
    {
        _ledger.Take(Stored(3, new FlagRecord { Kill = s_kill }), known: 0);
        var error = Assert.Throws<StateStoreException>(() => _ledger.Take(new StateRecord("f", 4, "{\"format\":99}"u8.ToArray()), known: 3));
        Assert.Contains("format 99", error.Message, StringComparison.Ordinal);
        Assert.Equal(s_kill, _ledger.Record.Kill);
        Assert.Equal(3, _ledger.StoredVersion);
    }

    private static StateRecord Stored(long version, FlagRecord record) => new("f", version, FlagRecordJson.Write(record));
}
