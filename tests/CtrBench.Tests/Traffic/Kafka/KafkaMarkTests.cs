using CtrBench.Traffic.Kafka;

namespace CtrBench.Tests.Traffic.Kafka;

public sealed class KafkaMarkTests
{
    [Fact]
    public void A_mark_is_read_as_it_was_written()
    {
        var read = KafkaMark.Decode(new KafkaMark(7, [3, 0, long.MaxValue], "me").Encode());
        Assert.Equal((7, "me"), (read!.Checkpoint, read.Owner));
        Assert.Equal([3, 0, long.MaxValue], read.Offsets);
        Assert.True(read.IsCommitOf(new KafkaMark(7, [], "me")));
        Assert.False(read.IsCommitOf(new KafkaMark(7, [], "another")));
        Assert.False(read.IsCommitOf(null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"format\":2,\"checkpoint\":1,\"offsets\":[],\"owner\":\"me\"}")]
    [InlineData("{\"format\":1,\"checkpoint\":1,\"offsets\":null,\"owner\":\"me\"}")]
    public void What_is_not_a_mark_of_this_format_is_none(string text) => Assert.Null(KafkaMark.Decode(System.Text.Encoding.UTF8.GetBytes(text)));
}
