"""The velocity of an impulse along a uniform axon."""
