namespace CtrBench.Harness.Report;

/// <summary>What a legend entry looks like.</summary>
internal enum KeyShape
{
    /// <summary>A solid line.</summary>
    Line,

    /// <summary>A dashed line.</summary>
    Dashed,

    /// <summary>A dotted line.</summary>
    Dotted,

    /// <summary>A filled dot.</summary>
    Dot,

    /// <summary>A filled area.</summary>
    Area,
}
