"""Isopotential compartments joined by conductances and gap junctions."""
