"""Axons of any declared model: waves that travel along them."""
