namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// The natural logarithm from IEEE additions, multiplications, one division and bit moves alone. Math.Log calls the platform's C library
/// and may differ in the last bit between machines; these operations do not (the runtime never fuses a multiplication and an addition
/// implicitly), so a seed gives the same bytes everywhere.
/// </summary>
/// <remarks>
/// Method and constants of FDLIBM's __ieee754_log, error below 1 ulp:
/// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft, a Sun Microsystems, Inc. business.
/// Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
/// </remarks>
internal static class PortableLog
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double C1 = 6.666666666666735130e-01;
    private const double C2 = 3.999999999940941908e-01;
    private const double C3 = 2.857142874366239149e-01;
    private const double C4 = 2.222219843214978396e-01;
    private const double C5 = 1.818357216161805012e-01;
    private const double C6 = 1.531383769920937332e-01;
    private const double C7 = 1.479819860511658591e-01;

    // High word of sqrt(1/2): the mantissa is taken into [sqrt(1/2), sqrt(2)) so that f = m - 1 stays small on both sides of 1.
    private const uint HalfRootHigh = 0x3FE6A09E;

    /// <summary>
    /// ln <paramref name="x"/> for a positive, normal, finite x. Other arguments give wrong results.
    /// </summary>
    public static double Log(double x)
    {
        var bits = BitConverter.DoubleToUInt64Bits(x);
        var high = (uint)(bits >> 32) + (0x3FF00000 - HalfRootHigh);
        double k = (int)(high >> 20) - 0x3FF;
        high = (high & 0x000FFFFF) + HalfRootHigh;
        var f = BitConverter.UInt64BitsToDouble(((ulong)high << 32) | (uint)bits) - 1.0;

        // ln(1+f) = f - f*f/2 + s*(f*f/2 + R(s*s)) with s = f/(2+f); k*ln 2 comes in two parts whose product with k is exact in the high
        // one.
        var s = f / (2.0 + f);
        var z = s * s;
        var w = z * z;
        var even = w * (C2 + w * (C4 + w * C6));
        var odd = z * (C1 + w * (C3 + w * (C5 + w * C7)));
        var halfSquare = 0.5 * f * f;
        return s * (halfSquare + (odd + even)) + k * Ln2Low - halfSquare + f + k * Ln2High;
    }
}
