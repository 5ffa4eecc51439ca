using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CtrBench.Engines.Checkpoints;

/// <summary>
/// One file of a checkpoint folder: JSON with a format version, the folder it belongs to and a checksum of its content. It is written to a
/// temporary file, synced and renamed, so a named file is always complete; the checksum detects later damage.
/// </summary>
internal static class CheckpointFile
{
    /// <summary>Suffix of a file that is being written.</summary>
    public const string PartSuffix = ".part";

    private const int Format = 2;

    /// <summary>The oldest format that is read: it differs in what is stored for exactly-once alone.</summary>
    private const int OldestFormat = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        IncludeFields = true,
        IgnoreReadOnlyProperties = true,
    };

    /// <summary>
    /// Writes a file; <paramref name="pass"/> is called before each step that a killed process may not reach. A sync that fails is not
    /// tried again: the system may have dropped what it could not write, and the second sync would succeed.
    /// </summary>
    /// <exception cref="CheckpointException">It could not be written, or is not durable; earlier checkpoints are unchanged.</exception>
    public static void Write<T>(string path, string transactionalId, T content, IDisk disk, Action? pass)
    {
        try
        {
            pass?.Invoke();
            disk.Write(path + PartSuffix, Envelope(transactionalId, JsonSerializer.SerializeToUtf8Bytes(content, Json)));
            pass?.Invoke();
            disk.Move(path + PartSuffix, path);
            disk.SyncFolder(Path.GetDirectoryName(path)!);
            pass?.Invoke();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                path, $"the checkpoint cannot be written ({error.Message.TrimEnd('.')})",
                "Check the disk, its free space and the write permission; then start again: the query continues from the previous "
                + "checkpoint",
                error);
        }
    }

    /// <summary>
    /// Reads a file of the folder with this id (null: any folder); null with the reason when it is incomplete, modified or of another
    /// folder.
    /// </summary>
    /// <exception cref="CheckpointException">It is intact, but was written by a later version of this program.</exception>
    public static T? Read<T>(string path, string? transactionalId, IDisk disk, out string fault)
        where T : class
    {
        fault = "";
        try
        {
            using var document = JsonDocument.Parse(disk.Read(path));
            var root = document.RootElement;
            var content = root.GetProperty("content").GetRawText();
            var sum = root.GetProperty("sha256").GetString();
            var folder = root.GetProperty("folder").GetString();
            if (sum != Sum(Encoding.UTF8.GetBytes(content))) fault = "its checksum is wrong: it was modified";
            else if (root.GetProperty("format").GetInt32() is var format and (< OldestFormat or > Format)) throw Newer(path, format);
            else if (transactionalId is not null && folder != transactionalId) fault = "it belongs to another folder";
            else return JsonSerializer.Deserialize<T>(content, Json);
            return null;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            fault = "it is incomplete or was modified";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            fault = $"it cannot be read ({error.Message.TrimEnd('.')})";
        }

        return null;
    }

    // Written manually, so that the content in the file is byte for byte what the checksum covers.
    private static byte[] Envelope(string transactionalId, byte[] content)
    {
        var folder = JsonSerializer.Serialize(transactionalId);
        var head = $"{{\"format\":{Format},\"folder\":{folder},\"sha256\":\"{Sum(content)}\",\"content\":";
        return [.. Encoding.UTF8.GetBytes(head), .. content, .. "}\n"u8];
    }

    private static string Sum(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static CheckpointException Newer(string path, int format) => new(
        path, $"its format is {format}, but this version of the program reads {OldestFormat} to {Format}",
        "Use the version that wrote it, or choose another checkpoint folder");
}
