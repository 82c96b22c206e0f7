"""The cells of `benchmarks.f_i_curve` and the trees of `benchmarks.cable_problems` in each simulator.

Every simulator is in a process of its own.
"""
