"""The voltage clamp: ideal or through a series resistance, for every declared model."""
