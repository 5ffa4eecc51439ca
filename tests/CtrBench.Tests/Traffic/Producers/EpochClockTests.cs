using CsCheck;
using CtrBench.Traffic.Producers;

namespace CtrBench.Tests.Traffic.Producers;

public sealed class EpochClockTests
{
    private static readonly long[] Frequencies = [1_000, 10_000_000, 1_000_000_000, 3_579_545, 24_000_000];

    [Fact]
    public void Time_is_the_wall_clock_at_the_start_and_the_timer_since()
        => Gen.Select(Gen.Int[0, Frequencies.Length - 1], Gen.Long[0, 300_000_000], Gen.Long[0, 1_000_000]).Sample(
            (which, seconds, ticks) =>
            {
                var frequency = Frequencies[which];
                var provider = new TimerClock(frequency) { Timestamp = 12_345 };
                var clock = new EpochClock(provider);
                Assert.Equal(TimerClock.StartNs, clock.NowNs);
                provider.Timestamp += (seconds * frequency) + (ticks % frequency);
                var restNs = (long)((Int128)(ticks % frequency) * 1_000_000_000 / frequency);
                var exact = TimerClock.StartNs + (seconds * 1_000_000_000) + restNs;
                Assert.Equal(exact, clock.NowNs);
            }, iter: 1_000);

    /// <summary>A timer of any frequency; the wall clock stands still, as if it were stepped back all the time.</summary>
    private sealed class TimerClock(long frequency) : TimeProvider
    {
        public const long StartNs = 1_700_000_000_123_456_700;

        public long Timestamp { get; set; }

        public override long TimestampFrequency => frequency;

        public override long GetTimestamp() => Timestamp;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(StartNs / 100);
    }
}
