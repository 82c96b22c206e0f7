"""Conductance-based point neurons: declarations, and everything that is derived from them."""
