using System.Text;
using System.Xml.Linq;
using CtrBench.Harness.Objectives;

namespace CtrBench.Harness.Gates;

/// <summary>
/// A report for other programs: JUnit XML for a CI server, Markdown for a summary. Neither has a time: the same run gives the same bytes.
/// </summary>
internal static class GateTexts
{
    /// <summary>
    /// JUnit XML: a suite a configuration, a case each thing that it is held to. What is undecided is an error, not a failure.
    /// </summary>
    public static string JUnit(GateReport report)
    {
        var suites = report.Lines.GroupBy(line => line.Case).Select(own => new XElement("testsuite",
            new XAttribute("name", own.Key), Counts(own.ToList()),
            own.Select(line => new XElement("testcase",
                new XAttribute("classname", $"{report.Experiment}.{own.Key}"), new XAttribute("name", $"{line.Term} {line.Limit}"),
                new XAttribute("time", "0"), Fault(line), new XElement("system-out", Sentence(line))))));
        var root = new XElement("testsuites", new XAttribute("name", report.Experiment), Counts(report.Lines), suites);
        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{root.ToString().ReplaceLineEndings("\n")}\n";
    }

    /// <summary>Markdown: the verdict, then a table.</summary>
    public static string Markdown(GateReport report)
    {
        var text = new StringBuilder();
        text.Append("### ").Append(GateReport.Mark(report.Passed ? Outcome.Met : Outcome.Missed)).Append(' ').Append(Cell(report.Sentence));
        text.Append("\n\n| | configuration | held | figure | limit | |\n|---|---|---|---:|---:|---|\n");
        foreach (var line in report.Lines)
        {
            string[] cells = [GateReport.Mark(line.Outcome), line.Case, line.Term, line.Figure, line.Limit, line.Detail];
            text.Append("| ").AppendJoin(" | ", cells.Select(Cell)).Append(" |\n");
        }

        return text.ToString();
    }

    /// <summary>A line as a person reads it: <c>p90(T1-floor) 1,834 ms, held to &lt;= 2s (95 %: 1,800 .. 1,900)</c>.</summary>
    public static string Sentence(GateLine line) =>
        $"{line.Term} {line.Figure}, held to {line.Limit}{(line.Detail.Length > 0 ? $" ({line.Detail})" : "")}";

    private static XElement? Fault(GateLine line) => line.Outcome switch
    {
        Outcome.Met => null,
        Outcome.Missed => new XElement("failure", new XAttribute("message", Sentence(line)), new XAttribute("type", "missed")),
        _ => new XElement("error", new XAttribute("message", Sentence(line)), new XAttribute("type", "undecided")),
    };

    private static XAttribute[] Counts(IReadOnlyList<GateLine> lines) =>
    [
        new("tests", lines.Count), new("failures", lines.Count(line => line.Outcome == Outcome.Missed)),
        new("errors", lines.Count(line => line.Outcome == Outcome.Undecided)), new("skipped", 0), new("time", "0"),
    ];

    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
