"""Two cables joined by a junction: a septate axon, coupled fibres."""
