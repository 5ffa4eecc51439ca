namespace CtrBench.Windows;

/// <summary>When a micro-batch engine emits a window.</summary>
public enum OutputMode : byte
{
    /// <summary>Once, when the watermark has closed it (S13).</summary>
    Append = 0,

    /// <summary>Its current value in every batch that changes it (S38).</summary>
    Update,
}
