using System.Reflection;
using BenchmarkDotNet.Running;
using CtrBench.Benchmarks.Backlog;

if (args is ["kafka-backlog", ..]) return await BacklogCommand.Parse(args).RunAsync();
BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
return 0;
