global using CtrBench.Traffic.Events;
