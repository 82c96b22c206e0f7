"""Dynamical-systems analysis of declared models."""
