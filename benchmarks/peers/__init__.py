"""The 1,000 cells of `benchmarks.f_i_curve` in each simulator, every one in a process of its own."""
