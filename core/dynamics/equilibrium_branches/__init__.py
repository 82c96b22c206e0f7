"""Branches of equilibria over one parameter, any of a model's or the applied current, with their local
bifurcations.

Over the current a branch is the graph I = I_ss(V) (`steady_graph`); over another parameter it is followed by
pseudo-arclength continuation (`continuation`) from all equilibria at a grid of its values (`starts`). Both are
a `Path`, on which special points are looked for alike (`location`); `search.equilibrium_branches` puts it
together.
"""
