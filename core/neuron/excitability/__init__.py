"""Excitability: what a cell does to steps, pulses, pairs of pulses and ramps."""
