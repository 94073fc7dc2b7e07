// Seeds, threads and counts of live tensors are the process's: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
