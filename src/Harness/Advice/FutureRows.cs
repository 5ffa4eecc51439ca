using CtrBench.Harness.Answers;
using CtrBench.Harness.Simulation;

namespace CtrBench.Harness.Advice;

/// <summary>
/// Rows whose event time is after their arrival, where they are few: one of them decides about every watermark after it, so a delay that
/// bears them says nothing about the others. The advice is without them, and says what they do.
/// </summary>
/// <param name="Count">How many.</param>
/// <param name="FurthestMs">How far ahead the furthest is, ms.</param>
/// <param name="Losses">What is lost where they are not filtered, on each engine with its recommended delay.</param>
internal sealed record FutureRows(long Count, long FurthestMs, IReadOnlyList<FutureLoss> Losses)
{
    /// <summary>A producer's clock that is ahead by less is not worth a line, ms.</summary>
    public const long LeastMs = 1_000;

    /// <summary>The rows without those from the future, where these are at most <paramref name="share"/> of all.</summary>
    public static (ArrivedRows Rows, FutureRows? SetAside) SetAside(ArrivedRows rows, double share)
    {
        var (count, furthestMs) = (0L, 0L);
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows.AheadMs(i) <= LeastMs) continue;
            count++;
            furthestMs = Math.Max(furthestMs, rows.AheadMs(i));
        }

        return count == 0 || count > share * rows.Count
            ? (rows, null)
            : (rows.Where(i => rows.AheadMs(i) <= LeastMs), new FutureRows(count, furthestMs, []));
    }

    /// <summary>What all rows lose on an engine with its recommended delay.</summary>
    public static FutureLoss LossOf(ArrivedRows all, EngineAdvice advice, CtrQuery query, CostProfile profile, ulong seed)
    {
        var run = DelaySearch.At(all, all.Count, query with { WatermarkDelayMs = advice.DelayMs!.Value }, profile, seed);
        return new FutureLoss(advice.Engine.Name, run.DelayMs, run.LateRows, all.Count);
    }

    /// <summary>In a sentence.</summary>
    public string Text()
    {
        var rows = Count == 1 ? "1 row" : $"{AnswerText.Count(Count)} rows";
        var losses = AnswerText.List(Losses.Select(loss =>
            $"{AnswerText.Percent(loss.Late / (double)loss.Rows)} of all rows on {AnswerText.Begin(loss.Engine)}"));
        return $"Without {rows} from the future (up to {AnswerText.Duration(FurthestMs)} ahead of their arrival): filter such rows before "
            + "the watermark, or no delay holds." + (Losses.Count == 0 ? "" : $" Unfiltered, with these delays, {losses} are lost.");
    }
}

/// <summary>What rows from the future cost an engine.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="DelayMs">The delay.</param>
/// <param name="Late">Rows lost.</param>
/// <param name="Rows">Of so many.</param>
internal sealed record FutureLoss(string Engine, long DelayMs, long Late, long Rows);

/// <summary>A clock that is off for all rows.</summary>
internal static class ClockOffsets
{
    // A pipeline that takes longer from event to topic is worth a line.
    private const long LeastMs = 60_000;
    private const long HalfHourMs = 1_800_000;
    private const int MostRows = 100_000;

    /// <summary>The oddity of rows that nearly all are ahead of their arrival, or behind it by more than a minute; null for none.</summary>
    public static DataOddity? Of(ArrivedRows rows)
    {
        var stride = Math.Max(1, rows.Count / MostRows);
        long[] ahead = [.. Enumerable.Range(0, rows.Count / stride).Select(i => i * stride).Where(i => rows.EventTimeMs[i] >= 0)
            .Select(rows.AheadMs).Order()];
        if (ahead.Length < 20) return null;
        var (least, most, median) = (ahead[ahead.Length / 20], ahead[ahead.Length * 19 / 20], ahead[ahead.Length / 2]);
        var zone = Math.Abs(median) >= HalfHourMs - LeastMs
            && Math.Abs(median - (double)HalfHourMs * Math.Round(median / (double)HalfHourMs)) < LeastMs
                ? " That is near a whole number of half hours: a local time that was written as UTC?" : "";
        if (least > FutureRows.LeastMs)
        {
            return new DataOddity("clock-offset", rows.Count,
                $"nearly all rows (95 %) have event times at least {AnswerText.Duration(least)} after their arrival, in the median "
                + $"{AnswerText.Duration(median)}: the producers' clock is ahead, and latencies from a window's end are too short by as "
                + $"much.{zone}");
        }

        return most < -LeastMs
            ? new DataOddity("clock-offset", rows.Count,
                $"nearly all rows (95 %) arrive at least {AnswerText.Duration(-most)} after their event time, in the median "
                + $"{AnswerText.Duration(-median)}: the producers' clock is behind, or something before the topic holds them back. What is "
                + $"common to all rows costs latency, not rows: the delay is about their differences.{zone}")
            : null;
    }
}
