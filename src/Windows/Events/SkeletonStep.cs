using System.Runtime.Intrinsics;

namespace CtrBench.Windows.Events;

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
