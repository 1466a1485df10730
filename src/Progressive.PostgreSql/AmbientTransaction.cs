using System.Transactions;

namespace Progressive.PostgreSql;

/// <summary>A caller's <see cref="TransactionScope"/> is not ours: what it rolls back must not take a decision about a rollout with it.</summary>
internal static class AmbientTransaction
{
    public static TransactionScope? StandApart() =>
        Transaction.Current is null ? null : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
}
