"""Spikes that travel along an axon, in time."""
