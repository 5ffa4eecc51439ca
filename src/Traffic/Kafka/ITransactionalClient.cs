using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Kafka;

/// <summary>One client with a transactional id, for as long as it works.</summary>
internal interface ITransactionalClient
{
    /// <summary>Claims the id: an earlier owner is fenced, and its open transaction is aborted.</summary>
    /// <exception cref="TransportException">The coordinator does not answer, or denies access.</exception>
    Task ClaimAsync(CancellationToken ct);

    /// <summary>Commits these records with the mark in one transaction.</summary>
    /// <exception cref="TransportException">The outcome is unknown: this client is not to be used again.</exception>
    Task CommitAsync(RecordBatch records, IReadOnlyList<int> partitions, byte[] mark, CancellationToken ct);

    /// <summary>
    /// Closes it in the background, and aborts what it has open. The task ends when that is done, which may be never: it is not to be
    /// waited for without a limit.
    /// </summary>
    Task CloseAsync();
}

/// <summary>Where the marks of one transactional id are.</summary>
internal interface IKafkaMarks
{
    /// <summary>Creates it unless it exists.</summary>
    /// <exception cref="TransportException">The broker does not answer or denies access, or the topic does not keep marks.</exception>
    Task CreateAsync(CancellationToken ct);

    /// <summary>How far they reach, as far as it is known: an offset.</summary>
    long End { get; }

    /// <summary>A mark was committed.</summary>
    void OnCommitted();

    /// <summary>The last committed mark; null when there is none.</summary>
    /// <exception cref="TransportException">The broker does not answer, or the last record is not a mark.</exception>
    Task<KafkaMark?> ReadAsync(CancellationToken ct);
}
