using System.Globalization;

namespace CtrBench.Harness.Objectives;

/// <summary>Values of quantities as text, with their units.</summary>
internal static class QuantityText
{
    /// <summary>The value; <c>unknown</c> where there is none.</summary>
    public static string Of(Quantity quantity, double? value) => (quantity.Kind, value) switch
    {
        (_, null) => "unknown",
        (QuantityKind.Complete, { } share) => Complete(share),
        (QuantityKind.Backlog, { } growth) => Text($"{(Math.Abs(growth) < 5e-5 ? 0 : growth):0.####}"),
        (_, { } ms) when Math.Abs(ms) >= 9_999.5 => Text($"{ms / 1_000:#,0.00} s"),
        (_, { } ms) => Text($"{ms:#,0.#} ms"),
    };

    // Never rounded up to 100 %: one lost event matters.
    private static string Complete(double share) => share >= 1 ? "100 %" : Text($"{Math.Floor(share * 1e6) / 1e4:0.####} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
