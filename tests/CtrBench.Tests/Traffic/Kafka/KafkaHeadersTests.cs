using CsCheck;
using CtrBench.Traffic.Kafka;

namespace CtrBench.Tests.Traffic.Kafka;

public sealed class KafkaHeadersTests
{
    [Fact]
    public void A_due_time_is_eight_bytes_big_endian()
    {
        var bytes = new byte[KafkaHeaders.DueLength];
        KafkaHeaders.EncodeDue(0x0102030405060708, bytes);
        Assert.Equal(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }, bytes);
    }

    [Fact]
    public void What_is_encoded_is_decoded()
    {
        Gen.Long.Sample(dueNs =>
        {
            var bytes = new byte[KafkaHeaders.DueLength];
            KafkaHeaders.EncodeDue(dueNs, bytes);
            Assert.Equal(dueNs, KafkaHeaders.DecodeDue(bytes));
        });
        Assert.Equal("läuft 7", KafkaHeaders.DecodeRun(KafkaHeaders.EncodeRun("läuft 7")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(9)]
    public void A_due_time_of_another_length_is_unknown(int length) => Assert.Equal(0, KafkaHeaders.DecodeDue(new byte[length]));

    [Theory]
    [InlineData("run-1", "run-1", false)]
    [InlineData("run-1", "run-2", true)]
    [InlineData("run-1", "run-11", true)]
    [InlineData("run-1", "", true)]
    [InlineData("", "run-2", false)]
    [InlineData("", "", false)]
    public void A_record_is_foreign_when_its_mark_is_absent_or_another(string expected, string header, bool foreign) =>
        Assert.Equal(foreign, KafkaHeaders.IsForeign(KafkaHeaders.EncodeRun(expected), KafkaHeaders.EncodeRun(header)));
}
