namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Byte arrays by exact length, one each: the client accepts only whole arrays and copies them before it returns, so the next record of
/// that length can reuse the array. For one thread.
/// </summary>
internal sealed class LengthPool
{
    private const int Longest = 4096;
    private readonly byte[]?[] _arrays = new byte[]?[Longest + 1];

    /// <summary>An array with a copy of <paramref name="bytes"/>; valid until the next call with the same length.</summary>
    public byte[] Copy(ReadOnlySpan<byte> bytes)
    {
        var array = bytes.Length > Longest ? new byte[bytes.Length] : _arrays[bytes.Length] ??= new byte[bytes.Length];
        bytes.CopyTo(array);
        return array;
    }
}
