"""The impulse of a myelinated axon, from node to node."""
