"""Periodic solutions of ordinary differential equations by orthogonal collocation on an adaptive mesh."""
