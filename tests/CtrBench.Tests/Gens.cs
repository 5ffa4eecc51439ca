using CsCheck;
using CtrBench.Windows.Events;

namespace CtrBench.Tests;

/// <summary>
/// Generators of event streams: rows in order of arrival, cut into batches, with late rows, jumps, edges of windows, ties and rows without
/// a time.
/// </summary>
internal static class Gens
{
    public const long T0 = 1_700_000_000_000;

    public static readonly Gen<long> WindowMs = Gen.OneOf(10_000L, 10_000L, 1_000L, 7L);

    public static readonly Gen<long> DelayMs = Gen.OneOf(20_000L, 20_000L, 5_000L, 1L, 0L);

    /// <summary>How windows slide: by their size (half of the cases), or by a part of it.</summary>
    public static readonly Gen<int> Slide = Gen.OneOf(Gen.Const(0), Gen.Int[1, 7]);

    /// <summary>The slide of a choice; <paramref name="any"/>: the window need not be a multiple of it.</summary>
    public static long? SlideMs(long windowMs, int choice, bool any = true) => choice switch
    {
        0 => null,
        _ when any => Math.Max(1, windowMs * choice / 8),
        _ => windowMs == 7 ? 1 : windowMs / new[] { 2, 4, 5, 10 }[choice % 4],
    };

    /// <summary>Time of a row, ms after the start: mostly anywhere in 80 s, often at an edge of a window, now and then far ahead.</summary>
    private static readonly Gen<long> Time = Gen.Frequency(
        (5, Gen.Long[0, 80_000]), (3, Gen.Select(Gen.Long[0, 8], Gen.Long[-1, 1], (k, d) => k * 10_000 + d)), (1, Gen.Long[0, 400_000]));

    private static readonly Gen<RowFlags> Flags = Gen.Frequency(
        (8, Gen.OneOf(RowFlags.View, RowFlags.Click)), (1, Gen.Const(RowFlags.None)));

    /// <summary>
    /// Streams around <paramref name="baseMs"/> over <paramref name="partitions"/> partitions and <paramref name="keys"/> keys.
    /// </summary>
    public static Gen<StreamRow[][]> Batches(long baseMs = T0, int partitions = 3, int keys = 2) => Rows(baseMs, partitions, keys).Array[0, 8];

    /// <summary>One run of rows.</summary>
    public static Gen<StreamRow[]> Rows(long baseMs = T0, int partitions = 3, int keys = 2) =>
        Row(baseMs, partitions, keys).Array[0, 8];

    /// <summary>Rows of one partition, none more than <paramref name="disorderMs"/> - 1 behind the largest time before it.</summary>
    public static Gen<StreamRow[]> Disordered(long disorderMs) =>
        Gen.Select(Gen.Long[0, 4_000], Gen.Long[0, disorderMs - 1], Flags).Array[1, 40].Select(steps =>
        {
            var maxMs = T0;
            return steps.Select(step =>
            {
                var (gapMs, behindMs, flags) = step;
                maxMs += gapMs;
                return new StreamRow(0, maxMs - (gapMs % 2 == 0 ? 0 : behindMs), flags | RowFlags.HasEventTime, 0);
            }).ToArray();
        });

    private static Gen<StreamRow> Row(long baseMs, int partitions, int keys) =>
        Gen.Select(Gen.Int[0, partitions - 1], Time, Flags, Gen.Int[0, keys - 1], Gen.Int[0, 19], (p, t, f, k, odd) => odd == 0
            ? new StreamRow(p, 0, f, k)
            : new StreamRow(p, baseMs + t, f | RowFlags.HasEventTime, k));
}
