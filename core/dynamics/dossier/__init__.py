"""The whole picture over one parameter: equilibria, cycles, attractors by region, and what it means."""
