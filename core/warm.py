"""Everything that is compiled, compiled."""


def warm() -> None:
    """Compile every kernel, or load it from Numba's cache on disk."""
    from core.neuron.integration import warm as warm_neuron
    from core.passive_membrane.warm import warm as warm_passive_membrane

    warm_neuron()
    warm_passive_membrane()
