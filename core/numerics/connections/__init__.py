"""Orbits that connect a saddle with itself or with another one, by collocation."""
