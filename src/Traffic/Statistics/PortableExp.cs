using CtrBench.Traffic.Arrivals;

namespace CtrBench.Traffic.Statistics;

/// <summary>
/// The exponential function from IEEE additions, multiplications, one division and bit moves alone, as <see cref="PortableLog"/> is: the
/// same bytes on every machine (decision 003).
/// </summary>
/// <remarks>
/// Method and constants of FDLIBM's __ieee754_exp, error below 1 ulp for normal results:
/// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft, a Sun Microsystems, Inc. business.
/// Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
/// </remarks>
internal static class PortableExp
{
    private const double Largest = 709.782712893384;
    private const double Smallest = -708.3964185322641;
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double PerLn2 = 1.44269504088896338700;
    private const double P1 = 1.66666666666666019037e-01;
    private const double P2 = -2.77777777770155933842e-03;
    private const double P3 = 6.61375632143793436117e-05;
    private const double P4 = -1.65339022054652515390e-06;
    private const double P5 = 4.13813679705723846039e-08;

    /// <summary>e to the power of <paramref name="x"/>: 0 where that is not a normal number, infinity above the largest one.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x > Largest) return double.PositiveInfinity;
        if (x < Smallest) return 0;
        // x = k ln 2 + r with |r| at most half of ln 2, in two parts.
        var k = (int)(PerLn2 * x + (x < 0 ? -0.5 : 0.5));
        var high = x - k * Ln2High;
        var low = k * Ln2Low;
        var r = high - low;
        var square = r * r;
        var c = r - square * (P1 + square * (P2 + square * (P3 + square * (P4 + square * P5))));
        var value = 1 - (low - r * c / (2 - c) - high);
        // Two factors, since 2 to the power of 1,024 is not a number.
        return value * PowerOfTwo(k / 2) * PowerOfTwo(k - k / 2);
    }

    /// <summary><paramref name="x"/> to the power of <paramref name="exponent"/>.</summary>
    /// <param name="x">Positive, normal and finite.</param>
    /// <param name="exponent">Any number.</param>
    public static double Pow(double x, double exponent) => Exp(exponent * PortableLog.Log(x));

    private static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);
}
