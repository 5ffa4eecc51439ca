namespace CtrBench.Engines.Live;

/// <summary>What an element of a twin's stream asks the processor to do.</summary>
internal enum StepKind : byte
{
    /// <summary>Parse and process a batch of records.</summary>
    Records = 0,

    /// <summary>Advance: a watermark tick, or the end of a micro-batch.</summary>
    Advance,

    /// <summary>The input has ended.</summary>
    EndInput,

    /// <summary>A micro-batch begins: its plan is stored first (S20).</summary>
    Begin,

    /// <summary>A checkpoint of a continuous engine: what came before it is in, what comes after it is out.</summary>
    Barrier,
}
