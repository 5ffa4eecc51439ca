using CtrBench.Harness.Cli;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Cli;

public sealed class PlainProgressTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly StringWriter _error = new();

    private string[] Lines => _error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public async Task At_most_one_line_every_five_seconds_and_one_for_each_end()
    {
        var display = new PlainProgress(_error, _clock);
        var answer = await display.ShowAsync(progress =>
        {
            for (var second = 0; second < 12; second++)
            {
                progress.Report(new ProgressStep("run", second, 12, "10 windows"));
                progress.Report(new ProgressStep("run", second + 0.5, 12));
                _clock.Advance(TimeSpan.FromSeconds(1));
            }

            progress.Report(new ProgressStep("run", 12, 12));
            progress.Report(new ProgressStep("run", 12, 12));
            return Task.FromResult(42);
        });
        Assert.Equal(42, answer);
        Assert.Equal(["run: 42% 10 windows", "run: 83% 10 windows", "run: 100%"], Lines);
    }

    [Fact]
    public void Work_of_unknown_size_shows_no_share()
    {
        var display = new PlainProgress(_error, _clock);
        _clock.Advance(TimeSpan.FromSeconds(5));
        display.Report(new ProgressStep("collect", 17, 0, "17 results"));
        Assert.Equal(["collect: 17 results"], Lines);
    }
}
