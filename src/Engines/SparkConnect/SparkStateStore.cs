namespace CtrBench.Engines.SparkConnect;

/// <summary>Which of Spark's state stores keeps the open windows (S34): time and memory only, never results.</summary>
public enum SparkStateStore : byte
{
    /// <summary>In the heap, with delta files: Spark's default.</summary>
    Hdfs = 0,

    /// <summary>RocksDB, for states that outgrow the heap.</summary>
    RocksDb,
}
