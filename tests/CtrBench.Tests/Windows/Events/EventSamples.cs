using CsCheck;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Windows.Events;

/// <summary>Random events, with texts that need escapes, letters of every plane and numbers at the ends of int64.</summary>
internal static class EventSamples
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, 12], Gen.String[Gen.Char['\0', '\u007f'], 0, 8],
        Gen.OneOf("é中", "😀\"\\/", "\u2028\ufffd", "a,b:{}[]'"));

    private static readonly Gen<long> Number = Gen.OneOf(
        Gen.Long[0, ParseProfile.MaxEventTimeMs], Gen.Long,
        Gen.OneOf(0L, -1L, long.MaxValue, long.MinValue, ParseProfile.MaxEventTimeMs + 1));

    public static readonly Gen<AdEvent> Any =
        from texts in Gen.Select(Text, Text, Text, Text, Text)
        from kind in Gen.OneOf(EventKind.View, EventKind.Click, EventKind.Other)
        from numbers in Gen.Select(Number, Number, Gen.UInt)
        select new AdEvent(new(texts.Item1), new(texts.Item2), new(texts.Item3), new(texts.Item4), new(texts.Item5),
            kind, numbers.Item1, numbers.Item2, numbers.Item3);

    /// <summary>The row of <paramref name="e"/> grouped by its ad, as <see cref="ReadRow"/> words it.</summary>
    public static string Row(in AdEvent e)
    {
        var kind = e.Kind switch { EventKind.View => "view", EventKind.Click => "click", _ => "-" };
        return $"{e.EventTimeMs} {kind} {e.ProducerTimestampNs} key={e.AdId}";
    }

    /// <summary>The nine fields of <paramref name="e"/> as <c>"name":value</c>.</summary>
    public static string[] Fields(in AdEvent e)
    {
        var buffer = new byte[AdEventJson.MaxLength(e)];
        using var document = System.Text.Json.JsonDocument.Parse(buffer.AsMemory(0, AdEventJson.Write(e, buffer)));
        return [.. document.RootElement.EnumerateObject().Select(f => $"\"{f.Name}\":{f.Value.GetRawText()}")];
    }
}
