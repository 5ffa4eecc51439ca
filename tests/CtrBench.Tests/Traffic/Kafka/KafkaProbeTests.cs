using CtrBench.Traffic.Kafka;

namespace CtrBench.Tests.Traffic.Kafka;

public sealed class KafkaProbeTests
{
    [Theory]
    [InlineData(0, null)]
    [InlineData(7, "3.3")]
    [InlineData(19, "3.7")]
    [InlineData(25, "4.0")]
    [InlineData(27, "4.1")]
    [InlineData(29, "4.2")]
    [InlineData(33, "4.4")]
    [InlineData(34, "4.5 or later")]
    public void A_level_belongs_to_a_release(int level, string? release) => Assert.Equal(release, MetadataLevel.Release(level));

    [Fact]
    public void The_level_is_found_among_the_features_of_an_answer()
    {
        Assert.Equal(27, MetadataLevel.Read(Answer()));
        Assert.Equal(0, MetadataLevel.Read(Answer(errorCode: 35)));
    }

    [Fact]
    public void A_truncated_answer_gives_no_version_and_no_error()
    {
        var answer = Answer();
        for (var length = 0; length < answer.Length - 3; length++) Assert.Equal(0, MetadataLevel.Read(answer.AsSpan(0, length)));
    }

    [Fact]
    public void A_request_is_as_long_as_it_says()
    {
        var request = MetadataLevel.Request();
        Assert.Equal(request.Length - 4, request[3]);
        Assert.Equal(new byte[] { 0, 18, 0, 3 }, request[4..8]);
    }

    [Theory]
    [InlineData(100, 104, 102, 0.5, 2.5)]
    [InlineData(100, 102, 150, 49.5, 1.5)]
    [InlineData(100, 100, 90, -9.5, 0.5)]
    public void A_clock_is_compared_with_the_middle_of_the_round_trip(double before, double after, long append, double offset, double bound) =>
        Assert.Equal(new ClockOffset(offset, bound), KafkaProbe.OffsetOf(before, after, append));

    /// <summary>Two APIs, one of them with a tag; tag 0 (supported) and 1 (epoch) before tag 2 with two finalized features.</summary>
    private static byte[] Answer(byte errorCode = 0)
    {
        byte[] finalized = [3, 6, .. "group"u8, 0, 1, 0, 1, 0, 17, .. "metadata.version"u8, 0, 27, 0, 7, 0];
        return
        [
            0, 0, 0, 1, 0, errorCode, 3, 0, 0, 0, 3, 0, 9, 0, 0, 18, 0, 0, 0, 4, 1, 0, 2, 7, 7, 0, 0, 0, 0,
            3, 0, 1, 1, 1, 8, 0, 0, 0, 0, 0, 0, 0, 5, 2, (byte)finalized.Length, .. finalized,
        ];
    }
}
