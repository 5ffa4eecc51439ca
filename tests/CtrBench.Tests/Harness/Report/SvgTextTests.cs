using CtrBench.Harness.Report;

namespace CtrBench.Tests.Harness.Report;

public sealed class SvgTextTests
{
    [Theory]
    [InlineData("url(#x)")]
    [InlineData("href=\"#x\" id=\"a\"")]
    [InlineData("font-family=\"Evil\" &lt;svg&gt;")]
    public void A_label_may_contain_any_text(string label)
    {
        var svg = $"<?xml version=\"1.0\"?>\n<svg width=\"1\"><defs><clipPath id=\"c7\"/></defs><g clip-path=\"url(#c7)\" font-family=\"F\"><text>{label}</text></g></svg>";
        var finished = SvgText.Finish(svg, "fig", "words", 10, 20);
        Assert.Contains($"<text>{label}</text>", finished);
        Assert.Contains("<clipPath id=\"fig-1\"/>", finished);
        Assert.Contains("clip-path=\"url(#fig-1)\"", finished);
        Assert.DoesNotContain("font-family=\"F\"", finished);
    }

    [Fact]
    public void A_reference_to_nothing_stays_as_it_is() =>
        Assert.Contains("href=\"#gone\"", SvgText.Finish("<svg><use xlink:href=\"#gone\"/></svg>", "fig", "words", 10, 20));
}
