using System.Globalization;
using System.Text;
using CtrBench.Harness;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Cli;

public sealed class StandardStreamsTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("completion bash")]
    [InlineData("completion bash --json")]
    public async Task An_answer_that_cannot_be_written_is_an_error_with_its_cause(string line)
    {
        using var full = new FullWriter();
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        Assert.Equal(3, await RunAsync(line, full, error));
        Assert.Equal("ctrbench: standard output cannot be written: No space left on device. Redirect it to where it can be written; "
            + "a run that has ended is complete in its folder." + Environment.NewLine, error.ToString());
    }

    [Theory]
    [InlineData("completion bash", 0)]
    [InlineData("simulate --rate 5", 2)]
    [InlineData("analyze nowhere --json", 2)]
    public async Task Messages_that_cannot_be_written_change_no_exit_code(string line, int expected)
    {
        using var full = new FullWriter();
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        Assert.Equal(expected, await RunAsync(line, output, full));
        Assert.Equal(line.Contains("--json", StringComparison.Ordinal) || expected == 0, output.ToString().Length > 0);
    }

    [Fact]
    public async Task Where_nothing_can_be_written_the_first_error_decides()
    {
        using var full = new FullWriter();
        Assert.Equal(2, await RunAsync("analyze nowhere --json", full, full));
        Assert.Equal(3, await RunAsync("completion zsh", full, full));
    }

    private static Task<int> RunAsync(string line, TextWriter output, TextWriter error) =>
        Program.RunAsync(line.Split(' '), output, error, new FakeTimeProvider(), TestContext.Current.CancellationToken);

    private sealed class FullWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("No space left on device");
    }
}
