"""Branches of equilibria over the applied current or any parameter of a model, with their bifurcations.

Over the current a branch is the graph I = I_ss(V) (`steady_graph`); over another parameter it is followed by
pseudo-arclength continuation (`continuation`) from all equilibria at a grid of its values (`starts`). Both
are a `Path`, on which special points are looked for alike (`location`); `search.equilibrium_branches` puts it
together.
"""
