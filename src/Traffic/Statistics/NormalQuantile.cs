using CtrBench.Traffic.Arrivals;

namespace CtrBench.Traffic.Statistics;

/// <summary>
/// Quantiles of the normal and of Student's t distribution, from IEEE arithmetic, <see cref="PortableLog"/> and square roots alone: the
/// same bytes on every machine.
/// </summary>
internal static class NormalQuantile
{
    // The 97.5 % quantiles of Student's t with 1 .. 30 degrees of freedom.
    private static readonly double[] Student =
    [
        12.70620, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.30600, 2.26216, 2.22814,
        2.20099, 2.17881, 2.16037, 2.14479, 2.13145, 2.11991, 2.10982, 2.10092, 2.09302, 2.08596,
        2.07961, 2.07387, 2.06866, 2.06390, 2.05954, 2.05553, 2.05183, 2.04841, 2.04523, 2.04227,
    ];

    /// <summary>
    /// The value that a standard normal variable exceeds with probability <paramref name="tail"/>; off by less than 4.5e-4 (Abramowitz and
    /// Stegun, 26.2.23).
    /// </summary>
    /// <param name="tail">In (0, 0.5].</param>
    public static double Above(double tail)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tail);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tail, 0.5);
        var t = Math.Sqrt(-2 * PortableLog.Log(tail));
        return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    }

    /// <summary>The same between whole degrees of freedom: linear in their inverse, which errs to the safe side.</summary>
    /// <param name="freedom">1 or more.</param>
    public static double Student975(double freedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        if (freedom >= int.MaxValue) return Student975(int.MaxValue);
        var below = (int)freedom;
        if (freedom - below <= 0) return Student975(below);
        var share = (1.0 / below - 1 / freedom) / (1.0 / below - 1.0 / (below + 1));
        return Student975(below) + share * (Student975(below + 1) - Student975(below));
    }

    /// <summary>The 97.5 % quantile of Student's t: from a table up to 30 degrees of freedom, then by expansion, off by less than
    /// 1e-5.</summary>
    /// <param name="freedom">Degrees of freedom, 1 or more.</param>
    public static double Student975(int freedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        if (freedom <= Student.Length) return Student[freedom - 1];
        return Expansion(1.959963985, freedom);
    }

    /// <summary>The 95 % quantile of Student's t, by expansion: off by less than 2e-3.</summary>
    /// <param name="freedom">Degrees of freedom, 4 or more.</param>
    public static double Student95(int freedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 4);
        return Expansion(1.644853627, freedom);
    }

    private static double Expansion(double z, int freedom)
    {
        var z3 = z * z * z;
        var z5 = z3 * z * z;
        var z7 = z5 * z * z;
        var per = 1.0 / freedom;
        return z + per * ((z3 + z) / 4 + per * ((5 * z5 + 16 * z3 + 3 * z) / 96 + per * (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / 384));
    }
}
