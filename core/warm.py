"""Everything that the first computation of its kind would wait for."""


def warm() -> None:
    """Compile every kernel, or load it from Numba's cache on disk; import what is imported late."""
    for part in PARTS:
        warm_part(part)


def warm_part(part: str) -> None:
    """One of `PARTS`, which depend on each other so little that processes may compile them side by side."""
    {"neurons": _neurons, "batches and cycles": _batches_and_cycles}[part]()


PARTS = ("neurons", "batches and cycles")


def _neurons() -> None:
    from core.cable.coupled_compartments.warm import warm as warm_coupled_compartments
    from core.dynamics.plane.warm import warm as warm_plane
    from core.neuron.integrator.integration import warm as warm_neuron
    from core.neuron.spikes.measures import warm as warm_spikes
    from core.passive_membrane.warm import warm as warm_passive_membrane
    from core.stimulus import Noise
    from core.waveform import waveform

    warm_neuron()
    warm_spikes()
    warm_passive_membrane()
    warm_coupled_compartments()
    warm_plane()
    # The filter behind correlated noise takes 0.4 s to import.
    waveform((Noise(standard_deviation=1.0, correlation_time=1.0),), 1.0)


def _batches_and_cycles() -> None:
    from core.axon.conduction_velocity.warm import warm as warm_conduction_velocity
    from core.cable.tree.warm import warm as warm_cable_tree
    from core.compartments.warm import warm as warm_compartments
    from core.dynamics.phase_response.warm import warm as warm_cycles
    from core.neuron.lanes.warm import warm as warm_lanes

    warm_lanes()
    warm_compartments()
    warm_cable_tree()
    warm_cycles()
    # After the cycles, with whose kernels its own begin.
    warm_conduction_velocity()
