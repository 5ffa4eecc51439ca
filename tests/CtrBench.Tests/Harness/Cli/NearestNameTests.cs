using CtrBench.Harness.Cli;

namespace CtrBench.Tests.Harness.Cli;

public sealed class NearestNameTests
{
    private static readonly string[] Names = ["microbatch", "continuous", "spark", "flink"];

    [Theory]
    [InlineData("microbach", "microbatch")]
    [InlineData("micro", "microbatch")]
    [InlineData("Continuos", "continuous")]
    [InlineData("flnik", "flink")]
    [InlineData("storm", null)]
    [InlineData("", null)]
    [InlineData("beam", null)]
    public void A_misspelt_name_finds_what_it_meant(string text, string? name) => Assert.Equal(name, NearestName.Of(text, Names));
}
