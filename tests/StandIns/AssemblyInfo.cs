// Seeds, default types and thread counts are the process's: one test class at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
