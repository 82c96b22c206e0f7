"""The passive cable in time."""
