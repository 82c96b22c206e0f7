"""Curves of bifurcations of cycles in two parameters, homoclinic curves, and regions by behaviour."""
