"""Spikes, their measures, and the features of their trains."""
