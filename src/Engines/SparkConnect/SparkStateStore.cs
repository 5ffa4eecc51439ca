namespace CtrBench.Engines.SparkConnect;

/// <summary>Which of Spark's state stores holds the open windows (S34): affects time and memory, never results.</summary>
internal enum SparkStateStore : byte
{
    /// <summary>In the heap, with delta files: Spark's default.</summary>
    Hdfs = 0,

    /// <summary>RocksDB, for states larger than the heap.</summary>
    RocksDb,
}
