global using CtrBench.Windows;
global using CtrBench.Windows.Events;
