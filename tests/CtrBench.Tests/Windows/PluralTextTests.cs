using CtrBench.Windows;

namespace CtrBench.Tests.Windows;

public sealed class PluralTextTests
{
    [Theory]
    [InlineData(0, "row", "0 rows are")]
    [InlineData(1, "row", "1 row is")]
    [InlineData(1_200, "row", "1,200 rows are")]
    [InlineData(2, "batch", "2 batches are")]
    [InlineData(3, "IP address", "3 IP addresses are")]
    public void A_count_its_noun_and_its_verb_agree(long count, string noun, string text) =>
        Assert.Equal(text, PluralText.Of(count, noun, "is", "are"));
}
