"""The phase plane of a model with two states, or of a reduction to two."""
