namespace CtrBench.Windows;

/// <summary>Which watermark a micro-batch engine uses to drop late rows.</summary>
public enum LateFilter : byte
{
    /// <summary>The eviction watermark of the previous batch (S8): Spark's default since 3.5.</summary>
    Previous = 0,

    /// <summary>The eviction watermark of the batch itself (S9): <c>spark.sql.streaming.statefulOperator.allowMultiple=false</c>.</summary>
    Current,
}
