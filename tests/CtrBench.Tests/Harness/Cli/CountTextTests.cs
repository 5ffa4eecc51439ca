using CsCheck;
using CtrBench.Harness.Cli;

namespace CtrBench.Tests.Harness.Cli;

public sealed class CountTextTests
{
    [Theory]
    [InlineData("4", 4)]
    [InlineData("10k", 10_000)]
    [InlineData("1.5M", 1_500_000)]
    [InlineData("2G", 2_000_000_000)]
    public void Counts_are_read(string text, long count) => Assert.Equal(count, CountText.Parse("--ads", text, 1, long.MaxValue));

    [Theory]
    [InlineData("0", "--producers 0: must be from 1 to 1000")]
    [InlineData("-1", "--producers -1: must be from 1 to 1000")]
    [InlineData("1001", "--producers 1001: must be from 1 to 1000")]
    [InlineData("2k", "--producers 2k: must be from 1 to 1000")]
    [InlineData("1.5", "--producers 1.5: not a whole number")]
    [InlineData("0.0001k", "--producers 0.0001k: must be from 1 to 1000")]
    [InlineData("1,000", "--producers 1,000: write the number without separators")]
    [InlineData("two", "--producers two: not a whole number")]
    [InlineData("", "--producers : not a whole number")]
    [InlineData("NaN", "--producers NaN: not a whole number")]
    [InlineData("99999999999999999999999999999999", "--producers 99999999999999999999999999999999: must be from 1 to 1000")]
    public void Anything_else_is_refused_with_the_range(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => CountText.Parse("--producers", text, 1, 1_000)).Message);

    [Fact]
    public void A_count_without_a_top_says_only_its_least() => Assert.Equal(
        "--max-offsets 0: must be at least 1",
        Assert.Throws<UsageException>(() => CountText.Parse("--max-offsets", "0", 1, long.MaxValue)).Message);

    [Fact]
    public void Every_whole_number_is_read_as_itself() =>
        Gen.Long[1, long.MaxValue].Sample(n => Assert.Equal(n, CountText.Parse("--ads", FormattableString.Invariant($"{n}"), 1, long.MaxValue)));

    [Fact]
    public void Every_seed_is_read_as_itself() =>
        Gen.ULong.Sample(seed => Assert.Equal(seed, CountText.ParseSeed("--seed", FormattableString.Invariant($"{seed}"))));

    [Theory]
    [InlineData("-1")]
    [InlineData("18446744073709551616")]
    [InlineData("lucky")]
    public void A_seed_is_64_bits_without_sign(string text) => Assert.Equal(
        $"--seed {text}: a seed is a whole number from 0 to 18446744073709551615",
        Assert.Throws<UsageException>(() => CountText.ParseSeed("--seed", text)).Message);
}
