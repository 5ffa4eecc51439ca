using CtrBench.Engines.SparkConnect;
using CtrBench.Harness.Cli;

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

    [Fact]
    public void A_query_that_lost_records_is_a_negative_answer_with_what_is_known()
    {
        Assert.True(SparkDataLoss.Is(Lost));
        var counted = SparkDataLoss.Of(Lost, 10);
        Assert.Contains("offsets 2 to 12 (exclusive)", counted.Message, StringComparison.Ordinal);
        Assert.Contains("10 offsets behind the query's last batch were removed", counted.Message, StringComparison.Ordinal);
        Assert.Equal((ExitCode.RunSaysNo, "data-loss"), (Faults.Of(counted, false).Code, Faults.Of(counted, false).Kind));
        Assert.Contains("--fail-on-data-loss off", Faults.Of(counted, false).Message, StringComparison.Ordinal);
        Assert.Contains("How many were removed is not known", SparkDataLoss.Of(Lost, null).Message, StringComparison.Ordinal);
        Assert.False(SparkDataLoss.Is("another error"));
    }

    [Theory]
    [InlineData("[DIVIDE_BY_ZERO] Division by zero.", "[DIVIDE_BY_ZERO] Division by zero.")]
    [InlineData("[X] It failed.\n=== Streaming Query ===\nLogical Plan: a", "[X] It failed.")]
    public void Other_errors_lose_only_the_plan(string message, string shortened) => Assert.Equal(shortened, SparkDataLoss.Shorten(message));
}
