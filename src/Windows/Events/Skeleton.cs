using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CtrBench.Windows.Events;

/// <summary>
/// The layout of records whose fields come in one order with the same bytes between the values. A record of this layout is read by
/// comparing those bytes and parsing only the values; anything unusual fails and is left to the full parser.
/// </summary>
/// <param name="steps">The constant pieces and values, in order; the last is the end.</param>
internal sealed class Skeleton(SkeletonStep[] steps)
{
    /// <summary>Bytes that must be readable after a record; their content does not matter.</summary>
    public const int Tail = 64;

    private const int MaxDigits = 19;

    /// <summary>
    /// Reads the record that is the first <paramref name="length"/> bytes of <paramref name="bytes"/>, followed by at least
    /// <see cref="Tail"/> readable bytes, and adds its row; false, with nothing added, when it is not of this layout.
    /// </summary>
    public bool TryRead(ReadOnlySpan<byte> bytes, int length, EventRow row, EventBatch rows)
    {
        ref var start = ref MemoryMarshal.GetReference(bytes);
        long eventTimeMs = 0, producerTimestampNs = 0;
        var (flags, keyStart, keyEnd, at) = (RowFlags.None, -1, 0, 0);
        foreach (ref readonly var step in steps.AsSpan())
        {
            // A piece or value that ran past the record's end has matched bytes after it: this check or the comparison of the end rejects
            // it.
            if (at > length) return false;
            var found = Vector256.LoadUnsafe(ref start, (nuint)at);
            if (((found ^ step.Piece) & step.Mask) != Vector256<byte>.Zero) return false;
            at += step.Length;
            switch (step.Value)
            {
                case SkeletonValue.Text:
                    at = EndOfText(ref start, at, length);
                    break;
                case SkeletonValue.EventTime:
                    if (!TryInteger(ref start, ref at, out eventTimeMs)) return false;
                    flags |= RowFlags.HasEventTime;
                    break;
                case SkeletonValue.ProducerTimestamp:
                    if (!TryInteger(ref start, ref at, out producerTimestampNs)) return false;
                    flags |= RowFlags.HasProducerTimestamp;
                    break;
                case SkeletonValue.EventType:
                    var type = at;
                    at = EndOfText(ref start, at, length);
                    flags |= KindOf(ref start, type, at - type);
                    break;
                case SkeletonValue.Key:
                    keyStart = at;
                    at = keyEnd = EndOfText(ref start, at, length);
                    break;
                case SkeletonValue.Integer:
                    if (!TryInteger(ref start, ref at, out _)) return false;
                    break;
                case SkeletonValue.KeyNumber:
                    keyStart = at;
                    if (!TryInteger(ref start, ref at, out _)) return false;
                    keyEnd = at;
                    break;
                case SkeletonValue.EventTimeText:
                    var time = at;
                    at = EndOfText(ref start, at, length);
                    if (at > length || !row.TryTime(bytes[time..at], out eventTimeMs)) return false;
                    flags |= RowFlags.HasEventTime;
                    break;
                case SkeletonValue.MappedType:
                    var text = at;
                    at = EndOfText(ref start, at, length);
                    if (at > length) return false;
                    flags |= row.KindOf(bytes[text..at], escaped: false);
                    break;
                case SkeletonValue.MappedTypeNumber:
                    var number = at;
                    if (!TryInteger(ref start, ref at, out _) || at > length) return false;
                    flags |= row.KindOf(bytes[number..at], escaped: false);
                    break;
                case SkeletonValue.Scalar:
                    if (!TrySkipScalar(bytes[..length], ref at)) return false;
                    break;
            }
        }
        if (at != length) return false;
        var hasKey = keyStart >= 0;
        row.Add(eventTimeMs, producerTimestampNs, flags, hasKey, hasKey ? bytes[keyStart..keyEnd] : default, rows);
        return true;
    }

    /// <summary>
    /// The first byte that a plain string cannot contain: a quote, with which the next piece begins, or one that fails that comparison.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EndOfText(ref byte start, int at, int length)
    {
        while (true)
        {
            var text = Vector256.LoadUnsafe(ref start, (nuint)at);
            // As signed bytes, non-ASCII bytes are below the blank too.
            var stops = Vector256.Equals(text, Vector256.Create((byte)'"')) | Vector256.Equals(text, Vector256.Create((byte)'\\'))
                | Vector256.LessThan(text.AsSByte(), Vector256.Create((sbyte)' ')).AsByte();
            var bits = stops.ExtractMostSignificantBits();
            if (bits != 0) return at + BitOperations.TrailingZeroCount(bits);
            at += Vector256<byte>.Count;
            if (at > length) return at;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryInteger(ref byte start, ref int at, out long value)
    {
        var digits = Vector256.LoadUnsafe(ref start, (nuint)at) - Vector256.Create((byte)'0');
        var others = Vector256.GreaterThan(digits, Vector256.Create((byte)9)).ExtractMostSignificantBits();
        var count = BitOperations.TrailingZeroCount(others);
        ref var first = ref Unsafe.Add(ref start, at);
        value = 0;
        if ((uint)(count - 1) >= MaxDigits || (first == (byte)'0' && count > 1)) return false;
        at += count;
        // The digits before the last whole eights, moved to the end of their eight bytes; the zero bytes before them count as zeros.
        var rest = count & 7;
        ulong number = 0;
        if (rest > 0) number = Eight(Unsafe.ReadUnaligned<ulong>(ref first) << 8 * (8 - rest));
        for (var i = rest; i < count; i += 8)
            number = number * 100_000_000 + Eight(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, i)));
        value = (long)number;
        return number <= long.MaxValue;
    }

    /// <summary>Passes over true, false, null, or a number of which every engine reads on: digits, perhaps a fraction.</summary>
    internal static bool TrySkipScalar(ReadOnlySpan<byte> record, ref int at)
    {
        if (at > record.Length) return false;
        var rest = record[at..];
        var word = rest.StartsWith("true"u8) || rest.StartsWith("null"u8) ? 4 : rest.StartsWith("false"u8) ? 5 : 0;
        if (word == 0)
        {
            if (rest.StartsWith("-"u8)) word = 1;
            var digits = Digits(rest[word..]);
            if (digits == 0 || digits > MaxDigits || (digits > 1 && rest[word] == (byte)'0')) return false;
            word += digits;
            if (word < rest.Length && rest[word] == (byte)'.')
            {
                var fraction = Digits(rest[(word + 1)..]);
                if (fraction is 0 or > MaxDigits) return false;
                word += 1 + fraction;
            }
        }

        at += word;
        // What follows is compared with the next piece, which begins with one of these.
        return at < record.Length && record[at] is (byte)',' or (byte)'}' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit((char)text[count])) count++;
        return count;
    }

    /// <summary>The number of eight digits, the first in the lowest byte; only the low half of each byte counts.</summary>
    private static ulong Eight(ulong digits)
    {
        digits = (digits & 0x0F0F_0F0F_0F0F_0F0F) * 2_561 >> 8;
        digits = (digits & 0x00FF_00FF_00FF_00FF) * 6_553_601 >> 16;
        return (digits & 0x0000_FFFF_0000_FFFF) * 42_949_672_960_001 >> 32;
    }

    private static RowFlags KindOf(ref byte start, int at, int length)
    {
        var head = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, at));
        if (length == 4 && head == View) return RowFlags.View;
        return length == 5 && head == Clic && Unsafe.Add(ref start, at + 4) == (byte)'k' ? RowFlags.Click : RowFlags.None;
    }

    private static readonly uint View = MemoryMarshal.Read<uint>("view"u8);
    private static readonly uint Clic = MemoryMarshal.Read<uint>("click"u8);
}

/// <summary>A constant piece of a layout and the value after it.</summary>
/// <param name="Piece">The piece, padded with zeros.</param>
/// <param name="Mask">Ones where the piece has bytes.</param>
/// <param name="Length">Bytes of the piece, at most <see cref="MaxLength"/>.</param>
/// <param name="Value">What follows.</param>
internal readonly record struct SkeletonStep(Vector256<byte> Piece, Vector256<byte> Mask, int Length, SkeletonValue Value)
{
    /// <summary>The longest piece.</summary>
    public const int MaxLength = 32;

    /// <summary>The step of a piece.</summary>
    public static SkeletonStep Of(ReadOnlySpan<byte> piece, SkeletonValue value)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        Span<byte> mask = stackalloc byte[MaxLength];
        bytes.Clear();
        mask.Clear();
        piece.CopyTo(bytes);
        mask[..piece.Length].Fill(0xFF);
        return new(Vector256.Create<byte>(bytes), Vector256.Create<byte>(mask), piece.Length, value);
    }
}

/// <summary>The value between two constant pieces of a layout.</summary>
internal enum SkeletonValue : byte
{
    /// <summary>Nothing more: the record ends.</summary>
    End = 0,

    /// <summary>A string that is not needed.</summary>
    Text,

    /// <summary>The text of <c>event_type</c>.</summary>
    EventType,

    /// <summary>The text of the group key.</summary>
    Key,

    /// <summary>An integer that is not needed.</summary>
    Integer,

    /// <summary>The integer of <c>event_time_ms</c>.</summary>
    EventTime,

    /// <summary>The integer of <c>producer_timestamp_ns</c>.</summary>
    ProducerTimestamp,

    /// <summary>No value: the piece goes on.</summary>
    None,

    /// <summary>A number, true, false or null that is not needed.</summary>
    Scalar,

    /// <summary>The event type of a mapping, a string.</summary>
    MappedType,

    /// <summary>The event type of a mapping, an integer.</summary>
    MappedTypeNumber,

    /// <summary>The event time of a mapping, a text.</summary>
    EventTimeText,

    /// <summary>The group key of a mapping, an integer.</summary>
    KeyNumber,
}
