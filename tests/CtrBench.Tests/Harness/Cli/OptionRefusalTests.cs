namespace CtrBench.Tests.Harness.Cli;

/// <summary>Every line that is refused before anything runs, with its words.</summary>
public sealed class OptionRefusalTests
{
    [Theory]
    [InlineData("", "say what to do: suite, simulate, run, produce, collect, analyze, plot, validate")]
    [InlineData("simulat", "simulat: no such verb; did you mean simulate? Verbs: suite, simulate")]
    [InlineData("deploy", "deploy: no such verb. Verbs: suite, simulate")]
    [InlineData("run --dely 3s", "--dely: no such option; did you mean --delay? ctrbench run --help lists them")]
    [InlineData("run --zzzzzz", "--zzzzzz: no such option. ctrbench run --help lists them")]
    [InlineData("run --profile in-process", "--profile: run has no such option; it belongs to suite, simulate")]
    [InlineData("run fast", "fast: run takes no such argument; values follow their option, as in --rate 5000/s")]
    [InlineData("run --delay", "--delay: a value is missing: --delay <duration>")]
    [InlineData("run --delay 5s --delay 6s", "--delay 5s 6s: given more than once")]
    [InlineData("validate", "--transcript: a value is missing: --transcript <path...>")]
    [InlineData("validate --transcript no/such/place", "--transcript no/such/place: no such file or folder")]
    public async Task Lines_that_cannot_be_cut_into_options(string line, string start) => Assert.StartsWith(start, await CliRig.RefusalOf(line));

    [Theory]
    [InlineData("run --engine microbach", "--engine microbach: no such engine; did you mean microbatch? Known: microbatch, continuous, spark, flink")]
    [InlineData("run --engine storm", "--engine storm: no such engine. Known: microbatch, continuous, spark, flink")]
    [InlineData("run --engine spark", "--engine spark: the real spark is not in this version; its twin follows the same rules in process: --engine microbatch")]
    [InlineData("suite --engines flink", "--engines flink: the real flink is not in this version; its twin follows the same rules in process: --engines continuous")]
    [InlineData("suite --engines continuous,continuous", "--engines continuous,continuous: names an engine twice")]
    [InlineData("suite --kafka broker:9092", "--kafka broker:9092: suite runs in virtual time, without a broker; leave it out, or use run")]
    [InlineData("suite --spark sc://host", "--spark sc://host: real engines are not in this version, which runs their twins in process; leave it out")]
    [InlineData("run --engine continuous --trigger 1s", "--trigger 1s: continuous has no such setting (microbatch and spark have it); leave it out")]
    [InlineData("run --engine continuous --available-now", "--available-now: continuous has no such setting (microbatch and spark have it); leave it out")]
    [InlineData("run --tick 1s", "--tick 1s: microbatch has no such setting (continuous and flink have it); leave it out")]
    [InlineData("suite --engines microbatch --phase one", "--phase one: microbatch has no such setting (continuous and flink have it); leave it out")]
    public async Task Engines_and_settings_that_do_not_fit(string line, string words) => Assert.Equal(words, await CliRig.RefusalOf(line));

    [Theory]
    [InlineData("run --speed 2", "--speed 2: is for replays: give --trace FILE, or set the rate with --rate")]
    [InlineData("run --trace t.csv --traffic spp", "--traffic spp: cannot be combined with --trace, whose own arrivals are replayed; leave one out")]
    [InlineData("run --trace t.csv --rate 1/s", "--rate 1/s: cannot be combined with --trace, which has its own rate; use --speed to change it")]
    [InlineData("run --trace no-such.csv", "--trace no-such.csv: no such file")]
    [InlineData("run --trace .", "--trace .: is a folder; name a CSV file")]
    [InlineData("run --traffic trace", "--traffic trace: give the file instead: --trace FILE")]
    [InlineData("run --traffic mmp", "--traffic mmp: no such traffic; did you mean mmpp? Known: constant, spp, mmpp")]
    [InlineData("run --mmpp 1:1s,2:1s", "--mmpp 1:1s,2:1s: needs --traffic mmpp")]
    [InlineData("suite --traffic spp --mmpp 1:1s,2:1s", "--mmpp 1:1s,2:1s: needs --traffic mmpp")]
    [InlineData("suite --traffic spp,spp", "--traffic spp,spp: says one thing twice")]
    [InlineData("suite --producers 1,0", "--producers 0: must be from 1 to 1000")]
    [InlineData("run --producers 0", "--producers 0: must be from 1 to 1000")]
    [InlineData("run --partitions 1025", "--partitions 1025: must be from 1 to 1024")]
    [InlineData("run --rate -5/s", "--rate -5/s: a rate cannot be negative")]
    [InlineData("run --duration 0s", "--duration 0s: must be more than zero")]
    [InlineData("run --ads 0", "--ads 0: must be from 1 to 1000000")]
    [InlineData("run --very-late 5", "--very-late 5: a share is from 0% to 100%; 5% is written with its sign")]
    public async Task Traffic_that_cannot_be_made(string line, string words) => Assert.Equal(words, await CliRig.RefusalOf(line));

    [Theory]
    [InlineData("run --delay 20", "--delay 20: a duration needs a unit: 20s, 500ms, 10m")]
    [InlineData("run --window 0s", "--window 0s: must be more than zero")]
    [InlineData("run --window 25h", "--window 25h: windows are at most 1d")]
    [InlineData("run --group-by user_id", "--group-by user_id: must be one of none, ad_id, ad_type, page_id, producer_id")]
    [InlineData("run --output-mode complete", "--output-mode complete: must be one of append, update")]
    [InlineData("run --no-data-batches maybe", "--no-data-batches maybe: must be one of on, off")]
    [InlineData("run --max-offsets 0", "--max-offsets 0: must be at least 1")]
    [InlineData("run --available-now --trigger 1s", "--trigger 1s: cannot be combined with --available-now, which has no interval; leave one out")]
    [InlineData("run --engine continuous --emit sometimes", "--emit sometimes: must be one of on-event, on-periodic")]
    [InlineData("run --engine continuous --phase three", "--phase three: must be one of one, two, legacy")]
    [InlineData("run --engine continuous --tick 0s", "--tick 0s: without ticks a periodic watermark never moves; set a tick, or --emit on-event")]
    [InlineData("run --engine continuous --emit on-event --tick 0s --idle-timeout 5s", "--idle-timeout 5s: idleness is probed at ticks; set --tick above 0s")]
    [InlineData("run --engine continuous --parallelism 3",
        "--parallelism 3: more readers than partitions (2): readers without one hold the watermark back for ever (F10); raise --partitions or set --idle-timeout")]
    [InlineData("simulate --profile a,b", "--profile a,b: one run has one profile")]
    [InlineData("simulate --profile a,", "--profile a,: names an empty profile")]
    [InlineData("suite --profile a,b,c", "--profile a,b,c: give one profile, or one for each of microbatch, continuous")]
    public async Task Queries_that_cannot_be_asked(string line, string words) => Assert.Equal(words, await CliRig.RefusalOf(line));
}
