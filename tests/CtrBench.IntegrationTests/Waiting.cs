namespace CtrBench.IntegrationTests;

/// <summary>Waits for what a real engine does in its own time, and never for ever.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns when it holds; after 3 minutes the test fails, and says what was waited for.</summary>
    public static Task UntilAsync(string what, Func<bool> holds) => UntilAsync(what, () => Task.FromResult(holds()));

    /// <summary>As above, where looking takes a while.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(startedAt) < Limit, $"not within {Limit.TotalMinutes} minutes: {what}");
            await Task.Delay(Look, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
