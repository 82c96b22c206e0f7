"""Cable theory."""
