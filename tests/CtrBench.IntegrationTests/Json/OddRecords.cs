using System.Text;

namespace CtrBench.IntegrationTests.Json;

/// <summary>
/// Records with odd and broken JSON, from a seed: a fragment in one of the places of a record, then up to six edits of its bytes; one in
/// twelve in another encoding.
/// </summary>
internal sealed class OddRecords(int seed, bool mapped = false)
{
    /// <summary>Where a fragment stands: § is its place.</summary>
    private static readonly string[] Forms =
    [
        "§",
        "{\"event_time_ms\":§,\"event_type\":\"view\",\"ad_id\":\"k\"}",
        "{\"event_type\":\"click\",\"ad_id\":§,\"event_time_ms\":1000}",
        "{\"event_time_ms\":1000,\"ad_id\":\"k\",\"event_type\":§}",
        "{\"event_time_ms\":1000,\"extra\":§,\"event_type\":\"view\",\"ad_id\":\"k\"}",
        "{\"event_time_ms\":1000,\"event_type\":\"view\",\"ad_id\":\"k\"}§",
        "{§:1,\"event_time_ms\":1000,\"event_type\":\"view\",\"ad_id\":\"k\"}",
        "[§,{\"event_time_ms\":1000,\"event_type\":\"view\",\"ad_id\":\"k\"}]",
        "{\"event_time_ms\":1000,\"event_time_ms\":§,\"event_type\":\"view\",\"ad_id\":\"k\"}",
        "{\"ad_id\":\"old\",\"ad_id\":§,\"event_time_ms\":1000,\"event_type\":\"view\"}",
        "{\"producer_id\":\"p\",\"user_id\":§,\"page_id\":\"g\",\"ad_id\":\"a\",\"ad_type\":\"t\",\"event_type\":\"view\",\"event_time_ms\":1760000000000,"
            + "\"producer_timestamp_ns\":1760000000000000001,\"ip_address\":\"192.0.2.1\",\"more\":§}",
        "{\"ad_id\":[§,{\"event_time_ms\":7,\"ad_id\":\"inner\"}],\"event_type\":\"view\",\"event_time_ms\":1000}",
        "{\"ad_id\":{\"a\":§,\"event_time_ms\":7},\"event_type\":\"view\",\"event_time_ms\":1000}",
        "[{\"event_time_ms\":1000,\"ad_id\":§},{\"event_time_ms\":2000,\"event_type\":\"click\"}]",
        "{\"producer_timestamp_ns\":§,\"event_time_ms\":1000,\"event_type\":\"view\",\"ad_id\":\"k\"}",
    ];

    /// <summary>Those of a mapping.</summary>
    private static readonly string[] MappedForms =
    [
        "§",
        "{\"meta\":{\"ts\":§,\"k\":\"key\"},\"kind\":\"shown\",\"sent\":{\"at\":{\"us\":5}}}",
        "{\"meta\":{\"ts\":1000,\"k\":§},\"kind\":1,\"sent\":{\"at\":{\"us\":5}}}",
        "{\"meta\":{\"ts\":1000,\"k\":\"key\"},\"kind\":§,\"sent\":{\"at\":{\"us\":5}}}",
        "{\"meta\":§,\"kind\":\"shown\",\"sent\":{\"at\":{\"us\":5}}}",
        "{\"kind\":true,\"sent\":§,\"meta\":{\"ts\":1000,\"k\":17}}",
        "{\"kind\":2,\"sent\":{\"at\":§},\"meta\":{\"ts\":1000,\"k\":17}}",
        "{\"kind\":\"2\",\"sent\":{\"at\":{\"us\":§}},\"meta\":{\"ts\":1000,\"k\":17}}",
        "{\"meta\":{\"ts\":1000,\"k\":\"old\"},\"meta\":{\"k\":§},\"kind\":\"shown\"}",
        "{\"meta\":{\"ts\":1000,\"k\":\"old\"},\"meta\":{\"ts\":2000,\"more\":§},\"kind\":\"shown\"}",
        "{\"meta\":{\"ts\":1000,\"k\":\"old\"},\"meta\":§,\"kind\":\"shown\"}",
        "{\"meta\":{\"ts\":1,\"ts\":2,\"ts\":3,\"k\":\"third\",\"x\":§},\"kind\":\"shown\",\"more\":{\"meta\":{\"ts\":9}}}",
        "{\"meta\":{\"meta\":{\"ts\":§},\"ts\":1000},\"ts\":7,\"kind\":{\"kind\":\"shown\"},\"k\":3}",
        "{\"meta\":[§,{\"ts\":7,\"k\":\"inner\"}],\"kind\":\"shown\",\"sent\":[{\"at\":{\"us\":5}}]}",
        "[{\"meta\":{\"ts\":1000,\"k\":§}},{\"meta\":{\"ts\":2000},\"kind\":\"2\"}]",
        "{\"kind\":\"shown\",\"meta\":{\"k\":\"key\",\"ts\":1000},\"extra\":§}",
    ];

    private static readonly string[] Fragments =
    [
        "1", "-1", "0", "-0", "00", "01", "-01", "+1", "1.", "1.5", "-1.50", "1.e1", "1e", "1e+", "1e5", "1E-5", "1.5ex", "1.x", ".5", "-", "-x", "-.5",
        "1x", "0x1", "1 2", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e999", "0.1e-7", "123456789.125", "1e22", "1.7e9",
        "\"\"", "\"1000\"", "\" 1000 \"", "\"+5\"", "\"-5\"", "\"\u0661\u0662\"", "\"text\"", "\"view\"", "\"vi\\u0065w\"", "\"\\q\"", "\"\\u12G4\"", "\"\\u12\"",
        "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\ude00\\ud83d\"", "\"\ud83d\ude00\"", "\"\u00e9\u4e2d\"", "\"a\tb\"", "\"a\nb\"", "\"a\0b\"", "\"\\'\"", "'single'", "'it\\'s'", "\"open", "'open",
        "\"", "\\", "\"\\", "\"\\u", "\"\\\"", "true", "false", "null", "tru", "trux", "truex", "true\u00e9", "nul", "nullx", "fals", "True", "NULL", "none", "undefined",
        "NaN", "-NaN", "Infinity", "-Infinity", "+Infinity", "INF", "-INF", "+INF", "Inf", "-Inf", "NaNx", "+", "+x", "\u00e9", "\u20ac", "$x", "_", "@", "#", "//c", "/*c*/1", "*",
        "[]", "[1]", "[1,2]", "[1 2]", "[1,]", "[,1]", "[,]", "[1,,2]", "[", "]", "[[", "]]", "[tru]", "[true", "[\"\\q\"]", "[\"\\q\",1]", "[\"a", "[1}", "[NaN]", "[-]", "['a']", "[1.]", "[01]", "[\"\t\"]",
        "{}", "{\"a\":1}", "{\"a\":1,}", "{\"a\" 1}", "{\"a\":}", "{\"a\"}", "{a:1}", "{'a':1}", "{1:1}", "{:1}", "{,}", "{\"a\":1,,\"b\":2}", "{\"a\":1 \"b\":2}", "{", "}", "{\"", "{\"a", "{\"a\":", "{\"a\":tru}", "{\"a\":\"\\q\"}",
        "{\"a\":1,\"a\":2}", "{\"b\":[1,{\"c\":\"\\ud83d\\ude00\"}],\"a\":1.50,\"b\":{}}", "{\"\\q\":1}", "{\"\\u0061\":1}", "{\"a\":{\"event_time_ms\":5}}", "{\"event_time_ms\":5}", "{\"ad_id\":\"x\",\"event_type\":\"click\"}",
        "{\"id\":0,}", "[{\"a\":[tru,{\"event_time_ms\":9}],\"event_type\":\"click\"}]", "{\"a\":[1 2],\"event_time_ms\":9}", "\"ad_id\"", "\"event_time_ms\"", "\"\\u0065vent_time_ms\"", "\ufeff", " ", "", ",", ":", "\u0001", "\u001e",
    ];

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", "\"", "'", ":", ",", "\\", "\\u", "/", "-", "+", ".", "e", "E", "0", "1", "9", "t", "true", "null", "NaN", "Infinity", " ", "\t", "\n", "\r", "\0", "\u001f", "\u007f", "\u0085", "\u00e9", "\u4e2d",
        "\ud83d\ude00", "\"a\":1,", ",\"ad_id\":", "\"event_time_ms\":5,", "[tru]", "{}", "[]", "\"event_type\":\"click\"", "\\ud800", "\\\"",
    ];

    private static readonly byte[][] OddBytes =
    [
        [0x80], [0xC3], [0xC0, 0x80], [0xE2, 0x82], [0xE2], [0xED, 0xA0, 0x80], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], [0xF0, 0x9F, 0x98], [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF7, 0xBF, 0xBF, 0xBF], [0xFF], [0xFE, 0xFF], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE0, 0x80, 0xAF],
    ];

    private static readonly Encoding[] Encodings =
    [
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true), new UnicodeEncoding(bigEndian: false, byteOrderMark: false),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true), new UnicodeEncoding(bigEndian: true, byteOrderMark: false),
        new UTF32Encoding(bigEndian: false, byteOrderMark: true), new UTF32Encoding(bigEndian: false, byteOrderMark: false),
        new UTF32Encoding(bigEndian: true, byteOrderMark: true), new UTF32Encoding(bigEndian: true, byteOrderMark: false), new UTF8Encoding(true),
    ];

    private readonly Random _random = new(seed);

    private readonly string[] _forms = mapped ? MappedForms : Forms;

    /// <summary>Every fragment in every place, unedited.</summary>
    public IEnumerable<byte[]> Plain()
        => from form in _forms from fragment in Fragments select Encoding.UTF8.GetBytes(form.Replace("§", fragment, StringComparison.Ordinal));

    /// <summary>The next record.</summary>
    public byte[] Next()
    {
        var form = _forms[_random.Next(_forms.Length)];
        while (form.IndexOf('§', StringComparison.Ordinal) is >= 0 and var at)
            form = form[..at] + Fragments[_random.Next(Fragments.Length)] + form[(at + 1)..];
        if (_random.Next(12) == 0) return InOtherEncoding(form);
        var record = Encoding.UTF8.GetBytes(form);
        for (var edits = _random.Next(7); edits > 0; edits--) record = Edited(record);
        return record;
    }

    private byte[] InOtherEncoding(string text)
    {
        var encoding = Encodings[_random.Next(Encodings.Length)];
        byte[] record = [.. encoding.Preamble, .. encoding.GetBytes(text)];
        return _random.Next(3) == 0 ? Edited(record) : record;
    }

    private byte[] Edited(byte[] record)
    {
        var at = _random.Next(record.Length + 1);
        var to = Math.Min(record.Length, at + _random.Next(1, 1 << _random.Next(1, 5)));
        byte[] piece = _random.Next(8) == 0 ? OddBytes[_random.Next(OddBytes.Length)]
            : _random.Next(4) == 0 ? [(byte)_random.Next(256)] : Encoding.UTF8.GetBytes(Pieces[_random.Next(Pieces.Length)]);
        return _random.Next(6) switch
        {
            0 => [.. record[..at], .. record[to..]],
            1 => [.. record[..at], .. piece, .. record[to..]],
            2 => [.. record[..to], .. record[at..]],
            3 when _random.Next(4) == 0 => record[..at],
            _ => [.. record[..at], .. piece, .. record[at..]],
        };
    }
}
