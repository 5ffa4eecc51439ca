using CtrBench.Engines.SparkConnect;

namespace CtrBench.Tests.Engines.SparkConnect;

public sealed class SparkDataLossTests
{
    // Of a Spark 4.1.1, shortened.
    private const string Lost =
        """
        org.apache.spark.sql.streaming.StreamingQueryException: Some data may have been lost because they are not available in Kafka any more;
        either the data was aged out by Kafka or the topic may have been deleted before all the data in the
        topic was processed.
        If you don't want your streaming query to fail on such cases, set the source option failOnDataLoss to false.
        Reason: Could not read records in offset [2, 12) for topic partition rt-0
        with consumer group spark-kafka-source-5c308594-executor.
        === Streaming Query ===
        Identifier: ctrbench_ad02 [id = 5f408482, runId = b31459ba]
        Logical Plan: WriteToMicroBatchDataSource
        """;

    [Fact]
    public void Removed_records_are_named_by_their_offsets() => Assert.Equal(
        "Spark ended the query because records of the events topic were removed before it read them (failOnDataLoss): offsets 2 to 12 (exclusive) "
        + "of rt-0 are no longer all there. Increase retention.ms and retention.bytes of the topic, or read faster; a new run starts at the oldest "
        + "record kept", SparkDataLoss.Shorten(Lost));

    [Theory]
    [InlineData("[DIVIDE_BY_ZERO] Division by zero.", "[DIVIDE_BY_ZERO] Division by zero.")]
    [InlineData("[X] It failed.\n=== Streaming Query ===\nLogical Plan: a", "[X] It failed.")]
    public void Other_errors_lose_only_the_plan(string message, string shortened) => Assert.Equal(shortened, SparkDataLoss.Shorten(message));
}
