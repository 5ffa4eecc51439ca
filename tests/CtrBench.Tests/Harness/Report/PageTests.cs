using CtrBench.Harness.Measurement;
using CtrBench.Harness.Report;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Report;

/// <summary>The page in a real browser: on a phone, a tablet and a desk, light, dark and in print, by pointer and by keyboard.</summary>
public sealed class PageTests : IDisposable
{
    private const string Visible = "const shown = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';";

    // Text of pictures as seen: its size times the scale of its picture.
    private const string SmallTexts = $$"""
        (() => { {{Visible}}
          const small = [];
          for (const text of document.querySelectorAll('svg text')) {
            if (!shown(text)) continue;
            const svg = text.ownerSVGElement, scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            const size = parseFloat(getComputedStyle(text).fontSize) * scale;
            if (size < 11) small.push(`${text.textContent.trim()}: ${size}`);
          }
          for (const e of document.querySelectorAll('body *')) {
            if (e.closest('svg') || !shown(e) || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
            if (parseFloat(getComputedStyle(e).fontSize) < 11) small.push(`${e.tagName}: ${e.textContent.slice(0, 40)}`);
          }
          return small; })()
        """;

    private const string ClippedTexts = $$"""
        (() => { {{Visible}}
          return [...document.querySelectorAll('svg text')].filter(shown).filter(text => {
            const a = text.getBoundingClientRect(), b = text.ownerSVGElement.getBoundingClientRect();
            return a.left < b.left - 1 || a.right > b.right + 1 || a.top < b.top - 1 || a.bottom > b.bottom + 1;
          }).map(text => `${text.ownerSVGElement.getAttribute('aria-label').slice(0, 30)}: ${text.textContent.trim()}`); })()
        """;

    private const string Overflowing = $$"""
        (() => { {{Visible}}
          const width = document.documentElement.clientWidth;
          const wide = document.documentElement.scrollWidth > width ? [`page ${document.documentElement.scrollWidth} > ${width}`] : [];
          for (const e of document.querySelectorAll('main *, header *'))
            if (shown(e) && !e.closest('.scroll > *, pre, svg') && e.getBoundingClientRect().right > width + 1) wide.push(`${e.tagName} ${e.className}`);
          for (const caption of document.querySelectorAll('caption'))
            if (caption.getBoundingClientRect().right > width + 1) wide.push(`caption ${caption.textContent.slice(0, 40)}`);
          return wide; })()
        """;

    // WCAG AA: 4.5, of large text 3.
    private const string FaintTexts = $$"""
        (() => { {{Visible}}
          const rgb = c => c.match(/[\d.]+/g).map(Number);
          const light = c => rgb(c).slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (rgb(c)[3] !== 0) return c; } return 'rgb(255,255,255)'; };
          const faint = [];
          for (const e of document.querySelectorAll('body *')) {
            if (!shown(e) || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
            const svg = e.ownerSVGElement, style = getComputedStyle(e);
            const [a, b] = [light(svg ? style.fill : style.color), light(svg ? getComputedStyle(svg.querySelector('rect')).fill : ground(e))];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) faint.push(`${e.tagName} ${e.textContent.trim().slice(0, 30)}: ${ratio}`);
          }
          return faint; })()
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Drawn once: eight pictures for three widths.
    private static readonly Lazy<string> Page = new(Render);

    private readonly string _folder = Directory.CreateTempSubdirectory("ctrbench-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_page_can_be_read_at_every_width_in_every_mode()
    {
        await using var page = await OpenAsync();
        foreach (var width in (int[])[390, 768, 1280])
        {
            foreach (var mode in (string[])["light", "dark"])
            {
                await page.ShowAsync(width, mode, Ct);
                var at = $"{width} {mode}: ";
                AssertNone(at + "small", await page.ListAsync(SmallTexts, Ct));
                AssertNone(at + "clipped", await page.ListAsync(ClippedTexts, Ct));
                AssertNone(at + "too wide", await page.ListAsync(Overflowing, Ct));
                AssertNone(at + "faint", await page.ListAsync(FaintTexts, Ct));
                Assert.Equal(await page.ValueAsync("document.querySelectorAll('figure').length", Ct) is var n ? n.GetInt32() : 0,
                    (await page.ValueAsync("[...document.querySelectorAll('figure svg')].filter(e => e.getClientRects().length).length", Ct)).GetInt32());
            }
        }

        Assert.Empty(page.Complaints);
        Assert.All(page.Requests, address => Assert.Matches("^(file|data|about):", address));
    }

    [Fact]
    public async Task A_value_is_shown_under_the_pointer_and_by_the_keyboard()
    {
        await using var page = await OpenAsync();
        await page.ShowAsync(390, "light", Ct);
        const string plot = "document.querySelector('#picture-difference .narrow')";
        await page.ValueAsync($"{plot}.scrollIntoView({{ block: 'center' }})", Ct);
        var place = await page.ValueAsync($$"""
            (() => { const [x, y] = {{plot}}.dataset.points.split(';')[0].split(',').map(Number), svg = {{plot}}.querySelector('svg'),
              box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
              return { x: box.left + x * scale, y: box.top + y * scale }; })()
            """, Ct);
        await page.PointAsync(place.GetProperty("x").GetDouble(), place.GetProperty("y").GetDouble(), Ct);
        const string tip = "document.querySelector('.tip')";
        Assert.Matches(@"Spark's twin − Flink's twin, .*: 1,\d\d\d ms \(95 %: ", (await page.ValueAsync($"{tip}.textContent", Ct)).GetString()!);
        Assert.True(await page.IsAsync($"!{tip}.hidden && {tip}.getBoundingClientRect().right <= 390 && {tip}.getBoundingClientRect().left >= 0", Ct));

        await page.ValueAsync("document.querySelector('#picture-decomposition .narrow').focus()", Ct);
        await page.PressAsync("ArrowRight", Ct);
        Assert.Contains("delay 20.00 s", (await TextsAsync(page, 6)).Single(text => text.Contains("delay", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_table_is_sorted_by_a_key_and_a_term_explains_itself_when_focused_and_in_print()
    {
        await using var page = await OpenAsync();
        await page.ShowAsync(768, "light", Ct);
        const string table = "[...document.querySelectorAll('table')].find(t => t.caption.textContent.startsWith('Headlines'))";
        await page.ValueAsync($"{table}.tHead.rows[0].cells[3].querySelector('button').focus()", Ct);
        await page.PressAsync("Enter", Ct);
        Assert.True(await page.IsAsync($"{table}.tHead.rows[0].cells[3].getAttribute('aria-sort') === 'ascending'", Ct));
        Assert.True(await page.IsAsync(
            $"[...{table}.tBodies[0].rows].map(r => parseFloat(r.cells[3].textContent.replace(',', ''))).every((v, i, all) => i === 0 || all[i - 1] <= v)", Ct));

        const string meaning = "getComputedStyle(document.querySelector('dfn .meaning')).display";
        Assert.True(await page.IsAsync($"{meaning} === 'none'", Ct));
        await page.ValueAsync("document.querySelector('dfn').focus()", Ct);
        Assert.True(await page.IsAsync($"{meaning} === 'block'", Ct));
        await page.ShowAsync(768, "print", Ct);
        await page.ValueAsync("document.activeElement.blur()", Ct);
        Assert.True(await page.IsAsync($"{meaning} === 'inline'", Ct));
    }

    private static async Task<List<string>> TextsAsync(ChromiumPage page, int keys)
    {
        List<string> texts = [];
        for (var i = 0; i < keys; i++)
        {
            texts.Add((await page.ValueAsync("document.querySelector('.tip').textContent", Ct)).GetString()!);
            await page.PressAsync("ArrowRight", Ct);
        }

        return texts;
    }

    private static void AssertNone(string what, string[] found) => Assert.True(found.Length == 0, $"{what}: {string.Join("; ", found.Take(12))}");

    private Task<ChromiumPage> OpenAsync()
    {
        var file = Path.Combine(_folder, "report.html");
        File.WriteAllText(file, Page.Value);
        return ChromiumPage.OpenAsync(file, Ct);
    }

    private static string Render()
    {
        Finding error = new(Severity.Error, "generator-limit", "Producer lag p99 was 312 ms, over 100 ms. Lower the rate.");
        List<ReportRun> runs =
        [
            .. FakeRuns.Suite().Where(run => run.Metrics.Producers is 1 or 4),
            new FakeRuns { Findings = [error], RunId = "broken" }.Run(EngineId.MicroBatch, TrafficKind.Spp, 4),
            new FakeRuns { DelayMs = 5_000, Completeness = 0.94 }.Run(EngineId.Continuous, TrafficKind.Mmpp, 1),
        ];
        var folder = Directory.CreateTempSubdirectory("ctrbench-page-plots-");
        try
        {
            return HtmlReport.Render(runs, Plots.Write(runs, folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
