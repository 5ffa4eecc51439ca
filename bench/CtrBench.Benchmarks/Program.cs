using System.Reflection;
using BenchmarkDotNet.Running;
using CtrBench.Benchmarks.Backlog;
using CtrBench.Benchmarks.Faults;
using CtrBench.Benchmarks.Produce;

if (args is ["kafka-backlog", ..]) return await BacklogCommand.Parse(args).RunAsync();
if (args is ["kafka-produce", ..]) return await KafkaProduceCommand.Parse(args).RunAsync();
if (args is ["faults", ..]) return await FaultsCommand.Parse(args).RunAsync();
BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
return 0;
