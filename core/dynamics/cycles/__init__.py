"""Cycles of a neuron and their branches in one parameter."""
