"""One file a workload, against the peers, ratios in one run: `python -m benchmarks [name]`."""
