namespace CtrBench.Engines.Live;

/// <summary>How a source is told to stop; a larger one overrides a smaller one.</summary>
internal enum StopKind : byte
{
    /// <summary>Not at all: it runs.</summary>
    None = 0,

    /// <summary>Read what is in the topic first, then end the input.</summary>
    Drain,

    /// <summary>As soon as what has been read is processed.</summary>
    Now,
}
