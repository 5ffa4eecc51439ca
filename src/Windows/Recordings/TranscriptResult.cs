using System.Globalization;
using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Recordings;

/// <summary>One recorded result.</summary>
/// <param name="WindowStartMs">Window start, epoch ms.</param>
/// <param name="WindowEndMs">Window end, exclusive, epoch ms.</param>
/// <param name="Views">Views.</param>
/// <param name="Clicks">Clicks.</param>
/// <param name="Ctr">clicks / views; null without views.</param>
/// <param name="MaxProducerTimestampNs">Largest producer timestamp, epoch ns.</param>
/// <param name="Key">Group key.</param>
internal sealed record TranscriptResult(
    long WindowStartMs, long WindowEndMs, long Views, long Clicks, double? Ctr, long? MaxProducerTimestampNs, string? Key = null)
{
    /// <summary>A result of a topic in the recording's format.</summary>
    public static TranscriptResult Of(ReceivedResult r) =>
        new(r.WindowStartMs, r.WindowEndMs, r.Views, r.Clicks, r.Ctr, r.MaxProducerTimestampNs, r.Key);

    /// <summary>As printed in a difference: [start,end) views clicks ctr max key.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"[{WindowStartMs},{WindowEndMs}) views {Views} clicks {Clicks} ctr {Text(Ctr)} max_ns {Text(MaxProducerTimestampNs)}{KeyText}");

    private string KeyText => Key is null ? "" : " key " + Key;

    private static string Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture) ?? "null";
}
