global using CtrBench.Engines;
global using CtrBench.Traffic.Arrivals;
global using CtrBench.Windows;
