"""A passive tree in time, by compartments."""
