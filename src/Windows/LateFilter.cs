namespace CtrBench.Windows;

/// <summary>Which watermark a micro-batch engine judges late rows with.</summary>
public enum LateFilter : byte
{
    /// <summary>The eviction watermark of the batch before (S8): Spark's default since 3.5.</summary>
    Previous = 0,

    /// <summary>The eviction watermark of the batch itself (S9): <c>spark.sql.streaming.statefulOperator.allowMultiple=false</c>.</summary>
    Current,
}
