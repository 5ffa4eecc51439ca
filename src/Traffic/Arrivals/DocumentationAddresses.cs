namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// The IPv4 ranges reserved for documentation (RFC 5737), as big-endian numbers: no event ever carries a real address.
/// </summary>
internal static class DocumentationAddresses
{
    // 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24. An array: the span of a collection expression allocates in unoptimised code.
    private static readonly uint[] Networks = [0xC0000200, 0xC6336400, 0xCB007100];

    /// <summary>An address in one of the ranges, chosen by a hash.</summary>
    public static uint Of(uint hash) => Networks[(hash >> 8) % 3] | (hash & 0xFF);

    /// <summary>Whether <paramref name="address"/> lies in one of the ranges.</summary>
    public static bool Contains(uint address) => Array.IndexOf(Networks, address & 0xFFFFFF00) >= 0;
}
