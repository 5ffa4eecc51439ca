namespace CtrBench.Traffic.Transport;

/// <summary>The owner and the last commit of each transactional id of an in-memory transport. Thread-safe.</summary>
internal sealed class TransactionLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Epoch, TransactionMark? Mark)> _entries = new(StringComparer.Ordinal);

    /// <summary>Makes the caller the owner, and returns its epoch.</summary>
    public long Claim(string id)
    {
        lock (_gate)
        {
            var (epoch, mark) = _entries.GetValueOrDefault(id);
            _entries[id] = (epoch + 1, mark);
            return epoch + 1;
        }
    }

    /// <summary>The last commit's mark; null before the first.</summary>
    public TransactionMark? LastCommitted(string id)
    {
        lock (_gate) return _entries.GetValueOrDefault(id).Mark;
    }

    /// <summary>Records a commit of the current owner.</summary>
    public void Commit(string id, TransactionMark mark)
    {
        lock (_gate) _entries[id] = _entries[id] with { Mark = mark };
    }

    /// <summary>Throws when another owner has claimed the id since.</summary>
    public void ThrowUnlessOwner(string id, long epoch)
    {
        lock (_gate)
        {
            if (_entries[id].Epoch == epoch) return;
        }

        throw new TransportException(
            $"another process now uses the transactional id '{id}' and fenced this writer", "Run one query per checkpoint folder");
    }
}
