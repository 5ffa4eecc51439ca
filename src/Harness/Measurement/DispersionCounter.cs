using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Index of dispersion of counts (IDC): population variance / mean of the counts in epoch-aligned windows, empty ones included, without the
/// first and the last window, which the traffic covers only in part. Exact integer sums, memory independent of the run's length. Times must
/// not decrease.
/// </summary>
internal sealed class DispersionCounter(long windowNs)
{
    /// <summary>With fewer whole windows the variance is meaningless.</summary>
    public const int FewestWindows = 10;

    private long _endNs = long.MinValue;
    private long _count;
    private bool _inFirst;
    private Int128 _sum;
    private Int128 _sumOfSquares;
    private long _largest;

    /// <summary>Whole windows so far.</summary>
    public long Windows { get; private set; }

    /// <summary>The largest count of any window, including partial ones.</summary>
    public long Largest => Math.Max(_largest, _count);

    /// <summary>The index; null with fewer than <see cref="FewestWindows"/> whole windows, or when these are empty.</summary>
    public double? Index => Windows < FewestWindows || _sum == 0
        ? null
        : (double)(Windows * _sumOfSquares - _sum * _sum) / (double)(Windows * _sum);

    /// <summary>What the index is computed from, and the largest count.</summary>
    public CountSums Sums => new(
        Windows, (long)_sum, _sumOfSquares.ToString(System.Globalization.CultureInfo.InvariantCulture), Largest);

    /// <summary>Counts one event at <paramref name="timeNs"/>, epoch ns.</summary>
    public void Add(long timeNs)
    {
        if (timeNs >= _endNs) MoveTo(timeNs);
        _count++;
    }

    private void MoveTo(long timeNs)
    {
        if (_endNs == long.MinValue)
        {
            _inFirst = true;
        }
        else
        {
            _largest = Math.Max(_largest, _count);
            Windows += (timeNs - _endNs) / windowNs;
            if (!_inFirst)
            {
                Windows++;
                _sum += _count;
                _sumOfSquares += (Int128)_count * _count;
            }
            _inFirst = false;
        }
        _count = 0;
        _endNs = (timeNs / windowNs + 1) * windowNs;
    }
}
