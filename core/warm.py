"""Everything that is compiled, compiled."""


def warm() -> None:
    """Compile every kernel, or load it from Numba's cache on disk."""
    from core.neuron.integration import warm as warm_neuron

    warm_neuron()
