"""Coupled cells integrated as one system: no delays, so that none can go ahead of another."""
