// Tests stop servers, fill them and put them to sleep, and measure times meanwhile.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
