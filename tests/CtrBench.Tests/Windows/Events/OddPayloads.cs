namespace CtrBench.Tests.Windows.Events;

/// <summary>Odd records and what each reading makes of them. T is 1700000001000; rows are as <see cref="ReadRow"/> words them.</summary>
internal static class OddPayloads
{
    private const string No = ReadRow.Nothing;
    private const string AllNine =
        """{"producer_id":1,"user_id":1,"page_id":1,"ad_id":1,"ad_type":1,""" +
        "\"event_type\":\"view\",\"event_time_ms\":T,\"producer_timestamp_ns\":1,\"ip_address\":1";
    private const string View = "T view -";

    /// <summary>Record, then its rows as Strict, Spark, Flink 2.x and Flink 1.20 read it; several are joined by <c>|</c>.</summary>
    public static readonly (string? Record, string Strict, string Spark, string Flink2, string Flink1)[] Table =
    [
        // no object
        .. Same(
            No, null, "", " ", "\n", "not json", "null", "null ", "nul", "12", "1.5", "true", "\"text\"", "{}", "{", "}", "[", "[]",
            "[[]]", "[1]", "[null]"),
        .. Same(No, "{}{}", "{\"a\":1}", "\0", "{\"event_type\":\"view\"\0,\"event_time_ms\":T}"),
        ("""[{"event_type":"view","event_time_ms":T}]""", No, No, View, No),
        ("""[{"event_type":"view","event_time_ms":T},{"event_type":"click","event_time_ms":T}]""", No, No, "T view -|T click -", No),
        ("""[{"event_type":"view","event_time_ms":T},7,null,{"event_type":"cli""", No, No, View, No),
        ("""[[{"event_type":"view","event_time_ms":T}],{"event_type":"click","event_time_ms":T}]""", No, No, View, No),
        // cut short, or not closed as it should be
        .. Same(
            No, """{"event_type":"view","event_time_ms":T""", """{"event_type":"view","event_time_ms":T,""",
            """{"event_type":"view","event_time_ms":T,}"""),
        .. Same(No, """{"event_type":"view","event_time_ms":T]""", """{"event_type":"view","event_time_ms":T,"ip_address":"open}"""),
        .. Same(No, """{"event_type":"view" "event_time_ms":T}""", """{"event_type":"view","event_time_ms": ,"ad_id":"x"}"""),
        .. Same(No, """{"event_type":"view","event_time_ms":T,"bad"}""", """{"event_type":"view",/*c*/"event_time_ms":T}"""),
        .. Same(No, """/*c*/{"event_type":"view","event_time_ms":T}""", """{event_type:"view",event_time_ms:T}"""),
        // around the object
        .. Same(
            View, """{"event_type":"view","event_time_ms":T}""", """  {"event_type":"view","event_time_ms":T}  """,
            "\r\n\t{ \"event_type\" :\t\"view\" , \"event_time_ms\" : T }\n"),
        .. Loose(
            """{"event_type":"view","event_time_ms":T} trailing""",
            """{"event_type":"view","event_time_ms":T}{"event_type":"view","event_time_ms":T}"""),
        ("\uFEFF{\"event_type\":\"view\",\"event_time_ms\":T}", No, No, View, View),
        // unknown fields, names, duplicates
        .. Same(
            View, """{"x":{"a":[1,{"b":null}]},"event_type":"view","y":[[]],"event_time_ms":T,"z":-0.1e-7}""",
            """{"event_time_ms":5,"event_type":"view","event_time_ms":T}"""),
        .. Same(View, """{"x":{"event_time_ms":5,"event_type":"click"},"event_type":"view","event_time_ms":T}"""),
        .. Same(
            "T - -", """{"EVENT_TYPE":"view","event_time_ms":T}""", """{"event_type":"VIEW","event_time_ms":T}""",
            """{"event_type":"view ","event_time_ms":T}"""),
        .. Same(
            "- view -", """{"event_type":"view","Event_Time_Ms":T}""", """{"event_type":"view"}""",
            """{"event_type":"view","event_time_ms":null}"""),
        .. Same("T click -", """{"event_type":"view","event_type":"click","event_time_ms":T}"""),
        .. Same("- view -", """{"event_time_ms":T,"event_type":"view","event_time_ms":null}"""),
        .. Same("T - -", """{"event_type":"view","event_type":null,"event_time_ms":T}"""),
        ("""{"event_time_ms":T,"event_type":"view","event_time_ms":"soon"}""", "- view -", View, "- view -", "- view -"),
        (
            """{"event_type":"view","event_time_ms":T,"producer_timestamp_ns":7,"producer_timestamp_ns":9223372036854775808}""", View,
            "T view 7", View, View),
        (
            AllNine + ",\"event_type\":\"click\"}",
            "T click 1", "T click 1", "T view 1", "T view 1"),
        // escapes and characters
        .. Same(
            View, """{"event_type":"vi\u0065w","event_time_ms":T}""", """{"\u0065vent_type":"view","event_time_m\u0073":T}""",
            """{"event_type":"view","event_time_ms":T,"user_id":"é中\uD83D\uDE00\ud83d\"\\\/\b\f\n\r\t"}"""),
        .. Same(
            No, """{"event_type":"view","event_time_ms":T,"x":"\q"}""", """{"event_type":"view","event_time_ms":T,"x":"\u12G4"}""",
            """{"x":"\","event_type":"view","event_time_ms":T}"""),
        .. Same(No, """{"user_id":"\q","event_type":"view","event_time_ms":T}"""),
        ("{\"user_id\":\"a\tb\",\"event_type\":\"view\",\"event_time_ms\":T}", No, No, View, View),
        ("{\"x\":\"a\0b\",\"event_type\":\"view\",\"event_time_ms\":T}", No, No, View, View),
        ("""{'event_type':'view','event_time_ms':T}""", No, View, No, No),
        ("""{'event_type':"view","event_time_ms":T,'x':'"\'','y':"'\'"}""", No, View, No, No),
        // event_time_ms of other types
        .. Time("""
            "1700000001000"
            """, flink: "T"),
        .. Time("\" 1700000001000\\t\"", flink: "T"),
        .. Time("\"+1700000001000\"", flink: "T"),
        .. Time("\"1700000\\u003001000\"", flink: "T"),
        .. Time("1700000001000.0", flink: "T"),
        .. Time("1700000001000.999", flink: "T"),
        .. Time("1.700000001e12", flink: "T"),
        .. Time("1700000001E+3", flink: "T"),
        .. Time("1.5", flink: "1"), .. Time("1e3", flink: "1000"), .. Time("-1.5", flink: "-1"), .. Time("5e-1", flink: "0"),
        .. Time("\"1.5\"", flink: "-"),
        .. Time("\"\"", flink: "-"),
        .. Time("\"soon\"", flink: "-"),
        .. Time("\"+\"", flink: "-"),
        .. Time("\"+-5\"", flink: "-"),
        .. Time("\"- 5\"", flink: "-"),
        .. Time("true", flink: "-"),
        .. Time("1e400", flink: "-"),
        .. Time("9223372036854775808", flink: "-"),
        .. Time("\"9223372036854775808\"", flink: "-"),
        (
            """{"event_type":"view","event_time_ms":9223372036854775807}""", "9223372036854775807 view -", "9223372036854775807 view -",
            "- view -", "- view -"),
        (
            """{"event_type":"view","event_time_ms":-9223372036854775808}""", "-9223372036854775808 view -",
            "-9223372036854775808 view -", "- view -", "- view -"),
        .. Same("-1700000001000 view -", """{"event_type":"view","event_time_ms":-1700000001000}"""),
        .. Same("0 view -", """{"event_type":"view","event_time_ms":-0}"""),
        .. Same(
            No, """{"event_type":"view","event_time_ms":01}""", """{"event_type":"view","event_time_ms":-}""",
            """{"event_type":"view","event_time_ms":+1}""", """{"event_type":"view","event_time_ms":1.}"""),
        .. Same(
            No, """{"event_type":"view","event_time_ms":.5}""", """{"event_type":"view","event_time_ms":1e}""",
            """{"event_type":"view","event_time_ms":0x10}""", """{"event_type":"view","event_time_ms":nan}"""),
        .. NonNumbers("NaN", "Infinity", "-Infinity", "+Infinity", "-INF", "+INF"),
        // producer_timestamp_ns and event_type of other types
        ("""{"event_type":"view","event_time_ms":T,"producer_timestamp_ns":"7"}""", View, View, "T view 7", "T view 7"),
        (
            """{"event_type":"view","event_time_ms":T,"producer_timestamp_ns":1700040006000000000.7}""", View, View,
            "T view 1700040006000000000", "T view 1700040006000000000"),
        (
            """{"event_type":"view","event_time_ms":T,"producer_timestamp_ns":1e18}""", View, View, "T view 1000000000000000000",
            "T view 1000000000000000000"),
        .. Same(
            "T - -", """{"event_type":5,"event_time_ms":T}""", """{"event_type":["view"],"event_time_ms":T}""",
            """{"event_type":{"a":1},"event_time_ms":T}""", """{"event_type":false,"event_time_ms":T}"""),
        // Flink leaves an object or array in a field of integers half read
        ("""{"event_type":"view","event_time_ms":T,"producer_timestamp_ns":{"a":1}}""", View, View, View, View),
        ("""{"event_type":"view","producer_timestamp_ns":{"a":1},"event_time_ms":T}""", View, View, "- view -", "- view -"),
        ("""{"producer_timestamp_ns":{"event_time_ms":5},"event_type":"view","event_time_ms":T}""", View, View, "5 - -", "5 - -"),
        ("""{"producer_timestamp_ns":[1],"event_type":"view","event_time_ms":T}""", View, View, View, View),
        ("""{"producer_timestamp_ns":["event_time_ms"],"event_type":"view","event_time_ms":T}""", View, View, View, View),
        ("""{"producer_timestamp_ns":["event_time_ms",5],"event_type":"view","event_time_ms":T}""", View, View, No, No),
        ("""{"producer_timestamp_ns":["event_time_ms",5],"event_type":"view"}}""", No, "- view -", No, No),
        // broken inside the value of a text field: that field alone is lost where the engine's parser finds out of it again
        .. Broken(spark: true, flink: false, """{"event_type":"view","ad_id":[tru],"event_time_ms":T}"""),
        .. Broken(spark: true, flink: false, """{"event_type":"view","page_id":[1 2],"event_time_ms":T}"""),
        .. Broken(spark: true, flink: true, """{"event_type":"view","user_id":{"id":0,},"event_time_ms":T}"""),
        // an error right behind a name inside the value: Spark takes the record to end there
        ("""{"event_type":"view","user_id":{"a" b},"event_time_ms":T}""", No, "- view -", View, View),
        ("""{"event_type":"view","event_time_ms":T,"ad_id":{"a":tru},"event_type":"click"}""", No, View, No, No),
        .. Broken(spark: false, flink: false, """{"event_type":"view","ad_id":["\q"],"event_time_ms":T}"""),
        .. Broken(spark: false, flink: false, """{"event_type":"view","note":{"id":0,},"event_time_ms":T}"""),
        .. Broken(spark: false, flink: false, """{"event_type":"view","note":[tru],"event_time_ms":T}"""),
        // an error in one row of an array does not end the array; where its end was read as something else Flink would read on forever
        ("""[{"event_time_ms":T,"ad_id":"\q"},{"event_type":"view","event_time_ms":T}]""", No, No, View, No),
        ("""[{"event_type":"view","event_time_ms":T},{"event_time_ms":[],"a":1}]""", No, No, View, No),
    ];

    private static (string?, string, string, string, string)[] Broken(bool spark, bool flink, string record)
        => [(record, No, spark ? View : No, flink ? View : No, flink ? View : No)];

    private static (string?, string, string, string, string)[] Same(string row, params string?[] records)
        => [.. records.Select(r => (r, row, row, row, row))];

    private static (string?, string, string, string, string)[] Loose(params string?[] records)
        => [.. records.Select(r => (r, No, View, View, View))];

    private static (string?, string, string, string, string)[] NonNumbers(params string[] tokens)
        => [.. tokens.Select(t => ((string?)$$"""{"event_time_ms":{{t}},"event_type":"view"}""", No, "- view -", No, No))];

    private static (string?, string, string, string, string)[] Time(string token, string flink)
        => [($$"""{"event_type":"view","event_time_ms":{{token}}}""", "- view -", "- view -", $"{flink} view -", $"{flink} view -")];
}
