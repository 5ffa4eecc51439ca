global using CtrBench.Windows.Events;
