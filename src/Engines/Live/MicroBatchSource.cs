using Akka.Streams;
using Akka.Streams.Stage;
using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.Live;

/// <summary>
/// The micro-batch twin's source: at each trigger (S21) the end offsets are fetched, the processor plans a batch or none, and the batch's
/// records follow, partition by partition, then one element that ends it. Downstream asks for the next element only when the results of a
/// batch are stored, so batches never overlap. With checkpoints, an element before a batch's records lets its plan be stored (S20);
/// batches in <paramref name="begun"/> had begun when the run before ended, and come first, as they were.
/// </summary>
internal sealed class MicroBatchSource(CtrQuery query, MicroBatchProcessor processor, TwinInput input, Queue<MicroBatchPlan> begun)
    : GraphStage<SourceShape<TwinStep>>
{
    /// <inheritdoc/>
    public override SourceShape<TwinStep> Shape { get; } = new(new Outlet<TwinStep>("microbatch.out"));

    /// <inheritdoc/>
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) =>
        new MicroBatchSourceLogic(Shape, input, query.MicroBatch, processor, begun);
}
