"""Requests about axons."""
