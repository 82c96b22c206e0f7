"""Curves of bifurcations in two parameters, and the points of codimension two on them."""
