"""Everything that the first computation of its kind would wait for."""


def warm() -> None:
    """Compile every kernel, or load it from Numba's cache on disk; import what is imported late."""
    from core.dynamics.phase_response.warm import warm as warm_cycles
    from core.dynamics.plane.warm import warm as warm_plane
    from core.neuron.integrator.integration import warm as warm_neuron
    from core.neuron.lanes.warm import warm as warm_lanes
    from core.neuron.spikes.measures import warm as warm_spikes
    from core.passive_membrane.warm import warm as warm_passive_membrane
    from core.stimulus import Noise
    from core.waveform import waveform

    warm_neuron()
    warm_lanes()
    warm_spikes()
    warm_cycles()
    warm_plane()
    warm_passive_membrane()
    # The filter behind correlated noise takes 0.4 s to import.
    waveform((Noise(standard_deviation=1.0, correlation_time=1.0),), 1.0)
