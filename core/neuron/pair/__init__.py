"""Two neurons coupled by chemical synapses."""
