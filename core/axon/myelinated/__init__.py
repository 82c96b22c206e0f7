"""Myelinated axons: nodes of Ranvier, internodes and their myelin."""
