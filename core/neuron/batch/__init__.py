"""A model at many points of its parameters and stimuli."""
