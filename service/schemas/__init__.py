"""Pydantic schemas, derived from the declarations of the core."""
