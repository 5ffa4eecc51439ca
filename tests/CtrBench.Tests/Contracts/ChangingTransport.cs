using CtrBench.Traffic.Transport;

namespace CtrBench.Tests.Contracts;

/// <summary>
/// A transport over another whose readers report a state of their topic that a test sets, as those of a broker do. The other stays its
/// owner's.
/// </summary>
internal sealed class ChangingTransport(ITransport inner) : PassingTransport(inner)
{
    /// <summary>What readers report of the topic of this name; null: nothing.</summary>
    public TopicState? State { get; set; }

    protected override ITopicReader Over(ITopicReader reader, string topic) =>
        new ReaderWithState(reader, () => State?.Topic == topic ? State : null);
}
