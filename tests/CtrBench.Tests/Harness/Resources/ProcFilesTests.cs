using CtrBench.Harness.Resources;
using CtrBench.Tests.Harness.Runs;

namespace CtrBench.Tests.Harness.Resources;

/// <summary>The readers of /proc over text as Linux writes it.</summary>
public sealed class ProcFilesTests : IDisposable
{
    private const string Stat = "31984 (java (x) 1) S 1 31984 31984 0 -1 4194560 219031 0 12 0 12345 678 0 0 20 0 93 0 5657037 6133440000 250000 "
        + "18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0";

    private const string Table = """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0100007F:2530 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 777 1 0 100 0 0 10 0
           1: 0100007F:2530 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 888 1 0 100 0 0 10 0
           2: 0100007F:2531 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 999 1 0 100 0 0 10 0
        """;

    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Times_and_memory_come_after_a_name_that_may_hold_blanks_and_brackets() =>
        Assert.Equal(new ProcessSample(123.45, 6.78, 250_000L * 4_096), ProcFiles.ParseStat(Stat, 4_096));

    [Theory]
    [InlineData("")]
    [InlineData("1 (x) S 1 2")]
    [InlineData("1 (x) S 1 1 1 0 -1 4 2 0 1 0 many 6 0 0 20 0 9 0 5 6 7")]
    public void Text_that_is_no_stat_is_unknown_and_not_0(string text) => Assert.Null(ProcFiles.ParseStat(text, 4_096));

    [Fact]
    public void Only_the_socket_that_listens_on_the_port_is_found()
    {
        Assert.Equal([777L], ProcFiles.ListeningInodes(Table, 9_520));
        Assert.Empty(ProcFiles.ListeningInodes(Table, 40_000));
    }

    [Fact]
    public void A_listener_is_found_by_the_inode_of_its_socket()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("no symbolic links to sockets on this system");
        Write("net/tcp", Table);
        Write("4711/stat", Stat);
        Write("4711/comm", "java\n");
        Directory.CreateDirectory(_temp.At("4711/fd"));
        File.CreateSymbolicLink(_temp.At("4711/fd/5"), "socket:[777]");
        Directory.CreateDirectory(_temp.At("4712/fd"));
        File.CreateSymbolicLink(_temp.At("4712/fd/5"), "socket:[888]");
        var files = new ProcFiles(_temp.At("."));
        Assert.Equal([4_711], files.ListenersOn(9_520));
        Assert.Equal([888L], files.SocketsOf(4_712));
        Assert.Equal("java", files.NameOf(4_711));
        Assert.Equal(123.45, files.Sample(4_711)!.Value.UserSeconds);
        Assert.Null(files.Sample(4_713));
        Assert.Empty(files.ListenersOn(1));
    }

    [Fact]
    public void Addresses_elsewhere_are_not_looked_for_here()
    {
        Assert.True(LocalAddress.IsHere("127.0.0.1"));
        Assert.False(LocalAddress.IsHere("192.0.2.1"));
        Assert.Equal(("::1", 9_092), LocalAddress.Parse("[::1]:9092,other:1"));
        Assert.Null(LocalAddress.Parse("host"));
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_temp.At(name))!);
        File.WriteAllText(_temp.At(name), text);
    }
}
