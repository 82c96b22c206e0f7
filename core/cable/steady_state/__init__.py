"""The steady state of a cable."""
