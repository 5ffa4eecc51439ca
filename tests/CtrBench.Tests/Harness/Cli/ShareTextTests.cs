using CsCheck;
using CtrBench.Harness.Cli;

namespace CtrBench.Tests.Harness.Cli;

public sealed class ShareTextTests
{
    [Theory]
    [InlineData("20%", 0.2)]
    [InlineData("0.5%", 0.005)]
    [InlineData("0.2", 0.2)]
    [InlineData("0", 0)]
    [InlineData("100%", 1)]
    public void Shares_are_read(string text, double share) => Assert.Equal(share, ShareText.Parse("--ctr", text));

    [Theory]
    [InlineData("20", "--ctr 20: a share is from 0% to 100%; write 20%")]
    [InlineData("101%", "--ctr 101%: a share is from 0% to 100%")]
    [InlineData("-1%", "--ctr -1%: a share is from 0% to 100%")]
    [InlineData("NaN", "--ctr NaN: not a share: write 20%, 0.5% or 0.2")]
    [InlineData("some", "--ctr some: not a share: write 20%, 0.5% or 0.2")]
    public void Anything_else_is_refused_with_the_reason(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => ShareText.Parse("--ctr", text)).Message);

    [Fact]
    public void What_is_printed_is_read_back_as_the_same() => Gen.Int[0, 1_000_000].Sample(millionths =>
        Assert.Equal(millionths / 1e6, ShareText.Parse("--ctr", ShareText.Format(millionths / 1e6))));
}
