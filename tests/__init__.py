"""The tests mirror the tree; beside it stand browser, faults and benchmarks."""
