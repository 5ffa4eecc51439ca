namespace CtrBench.Tests.Contracts;

/// <summary>A clock that shows what it is told, may go back, has no timers and allocates nothing.</summary>
public sealed class SteppedClock : TimeProvider
{
    public long NowMs { get; set; }

    public override long TimestampFrequency => 1_000;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);

    public override long GetTimestamp() => NowMs;
}
