using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CtrBench.Tests.Harness.Report;

/// <summary>
/// A page in a real headless Chromium, over its DevTools protocol: a few messages, so no package is needed for it. The browser is found by
/// CTRBENCH_CHROMIUM or on the PATH; a test without one is skipped by name.
/// </summary>
internal sealed class ChromiumPage : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome"];

    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly ClientWebSocket _socket = new();
    private readonly Process _process;
    private readonly string _profile = Directory.CreateTempSubdirectory("ctrbench-chromium-").FullName;
    private string? _session;
    private int _id;

    private ChromiumPage(string program)
    {
        string[] options =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-port=0", $"--user-data-dir={_profile}",
            "--no-first-run", "--disable-background-networking", "about:blank",
        ];
        _process = Process.Start(new ProcessStartInfo(program, options) { RedirectStandardError = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Addresses of all requests, and all complaints of the console.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Errors and warnings of the page.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    /// <summary>Opens a file; skips the running test where there is no Chromium.</summary>
    public static async Task<ChromiumPage> OpenAsync(string file, CancellationToken ct)
    {
        if (Find() is not { } program)
        {
            Assert.Skip("needs Chromium: install it (Debian: apt-get install chromium), or name it in CTRBENCH_CHROMIUM");
            throw new InvalidOperationException();
        }

        var page = new ChromiumPage(program);
        try
        {
            await page.ConnectAsync(ct);
            await page.ShowFileAsync(file, ct);
            return page;
        }
        catch
        {
            await page.DisposeAsync();
            throw;
        }
    }

    private async Task ShowFileAsync(string file, CancellationToken ct)
    {
        foreach (var domain in (string[])["Page", "Runtime", "Log", "Network"]) await SendAsync($"{domain}.enable", [], ct);
        await SendAsync("Page.navigate", new JsonObject { ["url"] = new Uri(file).AbsoluteUri }, ct);
        while (!await IsAsync("document.readyState === 'complete' && document.querySelector('h1') !== null", ct)) await Task.Delay(50, ct);
    }

    /// <summary>Shows it at a width in a mode: light, dark or print.</summary>
    public async Task ShowAsync(int width, string mode, CancellationToken ct)
    {
        await SendAsync("Emulation.setDeviceMetricsOverride",
            new JsonObject { ["width"] = width, ["height"] = 900, ["deviceScaleFactor"] = 1, ["mobile"] = false }, ct);
        await SendAsync("Emulation.setEmulatedMedia", new JsonObject
        {
            ["media"] = mode == "print" ? "print" : "screen",
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = mode == "dark" ? "dark" : "light" }),
        }, ct);
    }

    /// <summary>The value of an expression.</summary>
    public async Task<JsonElement> ValueAsync(string expression, CancellationToken ct)
    {
        var answer = await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true }, ct);
        Assert.False(answer.TryGetProperty("exceptionDetails", out var error), error.ToString());
        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    /// <summary>The strings that an expression gives.</summary>
    public async Task<string[]> ListAsync(string expression, CancellationToken ct) =>
        [.. (await ValueAsync(expression, ct)).EnumerateArray().Select(item => item.GetString()!)];

    /// <summary>Whether an expression is true.</summary>
    public async Task<bool> IsAsync(string expression, CancellationToken ct) => (await ValueAsync(expression, ct)).ValueKind == JsonValueKind.True;

    /// <summary>Presses a key.</summary>
    public async Task PressAsync(string key, CancellationToken ct)
    {
        var text = key == "Enter" ? "\r" : "";
        await SendAsync("Input.dispatchKeyEvent",
            new JsonObject { ["type"] = "keyDown", ["key"] = key, ["code"] = key, ["text"] = text, ["windowsVirtualKeyCode"] = key == "Enter" ? 13 : 39 }, ct);
        await SendAsync("Input.dispatchKeyEvent", new JsonObject { ["type"] = "keyUp", ["key"] = key, ["code"] = key }, ct);
    }

    /// <summary>Moves the pointer.</summary>
    public Task PointAsync(double x, double y, CancellationToken ct) =>
        SendAsync("Input.dispatchMouseEvent", new JsonObject { ["type"] = "mouseMoved", ["x"] = x, ["y"] = y }, ct);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        for (var tries = 0; Directory.Exists(_profile) && tries < 50; tries++)
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
            }
            catch (IOException)
            {
                await Task.Delay(20);
            }
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CTRBENCH_CHROMIUM") is { Length: > 0 } named) return named;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    private async Task ConnectAsync(CancellationToken ct)
    {
        const string mark = "DevTools listening on ";
        string? line;
        while ((line = await _process.StandardError.ReadLineAsync(ct)) is not null && !line.StartsWith(mark, StringComparison.Ordinal)) { }
        Assert.True(line is not null, "Chromium ended before it listened");
        _ = Task.Run(() => _process.StandardError.ReadToEndAsync(CancellationToken.None), CancellationToken.None);
        await _socket.ConnectAsync(new Uri(line[mark.Length..]), ct);
        _ = Task.Run(ReadAsync, CancellationToken.None);
        var target = await SendAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" }, ct);
        var attached = await SendAsync("Target.attachToTarget",
            new JsonObject { ["targetId"] = target.GetProperty("targetId").GetString(), ["flatten"] = true }, ct);
        _session = attached.GetProperty("sessionId").GetString();
    }

    private async Task<JsonElement> SendAsync(string method, JsonObject parameters, CancellationToken ct)
    {
        var id = Interlocked.Increment(ref _id);
        var answer = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is { } session) message["sessionId"] = session;
        await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, ct);
        return await answer.Task.WaitAsync(TimeSpan.FromMinutes(2), ct);
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage) continue;
                Read(JsonDocument.Parse(message.ToArray()).RootElement);
                message.SetLength(0);
            }
        }
        catch (Exception error) when (error is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            foreach (var asked in _asked.Values) asked.TrySetException(error);
        }
    }

    private void Read(JsonElement message)
    {
        if (message.TryGetProperty("id", out var id))
        {
            if (!_asked.TryRemove(id.GetInt32(), out var asked)) return;
            if (message.TryGetProperty("error", out var error)) asked.TrySetException(new InvalidOperationException(error.ToString()));
            else asked.TrySetResult(message.GetProperty("result"));
            return;
        }

        var parameters = message.GetProperty("params");
        switch (message.GetProperty("method").GetString())
        {
            case "Network.requestWillBeSent":
                Requests.Enqueue(parameters.GetProperty("request").GetProperty("url").GetString()!);
                break;
            case "Runtime.exceptionThrown" or "Log.entryAdded" or "Runtime.consoleAPICalled":
                Complaints.Enqueue(parameters.ToString());
                break;
            default:
                break;
        }
    }
}
