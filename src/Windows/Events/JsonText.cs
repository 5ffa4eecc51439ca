using System.Text;
using System.Text.Encodings.Web;

namespace CtrBench.Windows.Events;

/// <summary>
/// A text as the UTF-8 bytes between the quotes of a JSON string: escaped once at construction, so that writing is a single copy.
/// </summary>
internal readonly struct JsonText
{
    private readonly byte[]? _escaped;
    private readonly byte[]? _raw;

    /// <summary>Escapes <paramref name="text"/>.</summary>
    public JsonText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _raw = Encoding.UTF8.GetBytes(text);
        var escaped = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);
        _escaped = ReferenceEquals(escaped, text) || escaped == text ? _raw : Encoding.UTF8.GetBytes(escaped);
    }

    /// <summary>The bytes between the quotes.</summary>
    public ReadOnlySpan<byte> Escaped => _escaped;

    /// <summary>The text itself as UTF-8, as in a record key.</summary>
    public ReadOnlySpan<byte> Utf8 => _raw;

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Utf8);
}
