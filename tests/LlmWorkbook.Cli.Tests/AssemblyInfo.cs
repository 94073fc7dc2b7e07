// Console output is captured, and child processes share the checkout's set-up: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
