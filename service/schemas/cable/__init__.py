"""Requests about cables, a file for each operation."""
