"""Numerical methods that know no physiology."""
