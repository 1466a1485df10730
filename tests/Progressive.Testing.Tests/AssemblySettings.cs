// Tests set environment variables, which all hosts of the process read.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
