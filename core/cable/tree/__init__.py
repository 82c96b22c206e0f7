"""Passive trees in the steady state and in the frequency domain, exactly."""
