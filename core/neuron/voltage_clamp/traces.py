"""The columns of one trace: command, voltage, clamp current, currents, conductances, gates."""

from dataclasses import dataclass

import numpy as np

from core.neuron.declaration import Model, Neuron
from core.neuron.expression import parse, program
from core.neuron.voltage_clamp.channels import named_values, state_formulas
from core.neuron.voltage_clamp.sweep import Sweep
from core.result import Curve, Floats, Variable
from core.sampling import OutputSampling, plan

LABELS = {"command": "V_cmd", "voltage": "V", "i_clamp": "I", "i_capacitive": "I_C"}
"""Series of the clamp itself and their symbols."""


def usual_traces(model: Model, *, ideal: bool) -> tuple[str, ...]:
    """Names of the series that are returned unless others are asked for."""
    voltage = () if ideal else ("voltage",)
    return ("command", *voltage, "i_clamp", *(f"i_{current.name}" for current in model.currents))


def all_traces(model: Model) -> tuple[str, ...]:
    """Names of all series of a trace."""
    return tuple(dict.fromkeys((*LABELS, *state_formulas(model), *model.states[1:])))


@dataclass(frozen=True, slots=True)
class TraceTable:
    """Makes the table of a trace.

    Attributes
    ----------
    neuron
        The neuron.
    conductance
        Conductance of the clamp [mS/cm²]; None: ideal.
    names
        Series to return.
    sampling
        When.
    """

    neuron: Neuron
    conductance: float | None
    names: tuple[str, ...]
    sampling: OutputSampling

    def curve(self, name: str, sweep: Sweep, rough: Sweep | None, detail: str) -> tuple[Curve, Floats]:
        """The table of a trace, and the estimated error of every state.

        Parameters
        ----------
        rough
            The same trace with a looser tolerance; None where all is closed form.
        """
        times = plan(self.sampling, sweep.trace.duration).times
        parts = list(sweep.at(times))
        states = np.concatenate([states for *_, states in parts], axis=1)
        error = np.zeros(states.shape[0])
        if rough is not None:
            other = np.concatenate([states for *_, states in rough.at(times)], axis=1)
            error = np.abs(states - other).max(axis=1)
        commands = np.concatenate([piece.command(own - piece.begin) for piece, own, _ in parts])
        slopes = np.concatenate([np.full(own.size, piece.slope) for piece, own, _ in parts])
        columns = [self._column(series, states, error, commands, slopes) for series in self.names]
        return Curve(name, "trace", (Variable("time", "t", "ms", times), *columns), detail=detail), error

    def _column(self, name: str, states: Floats, error: Floats, commands: Floats, slopes: Floats) -> Variable:
        model = self.neuron.model
        if name in model.states and name not in LABELS:
            k = model.states.index(name)
            return Variable(name, name, model.units[k], states[k], float(error[k]) or None)
        unit = "µA/cm²" if name.startswith("i_") else "mV"
        label = LABELS.get(name, name)
        if name not in LABELS:
            label, unit, _ = state_formulas(model)[name]
        values = self._values(name, states, commands, slopes)
        if not error.any():
            return Variable(name, label, unit, values)
        moved = self._values(name, states + error[:, np.newaxis], commands, slopes)
        return Variable(name, label, unit, values, float(np.abs(moved - values).max()) or None)

    def _values(self, name: str, states: Floats, commands: Floats, slopes: Floats) -> Floats:
        if name == "command":
            return commands
        if name == "voltage":
            voltage: Floats = states[0]
            return voltage
        if name in {"i_clamp", "i_capacitive"}:
            return self._clamp(name, states, commands, slopes)
        (value,) = state_formulas(self.neuron.model)[name].code(named_values(self.neuron, states))
        return np.broadcast_to(np.asarray(value, dtype=np.float64), states[0].shape)

    def _clamp(self, name: str, states: Floats, commands: Floats, slopes: Floats) -> Floats:
        """C dV/dt, or that and the ionic current."""
        ionic = self._values("i_ionic", states, commands, slopes)
        if self.conductance is not None:
            total: Floats = self.conductance * (commands - states[0])
            return total if name == "i_clamp" else total - ionic
        capacitive: Floats = capacitance(self.neuron) * slopes
        return capacitive if name == "i_capacitive" else ionic + capacitive


def capacitance(neuron: Neuron) -> float:
    """C [µF/cm²]."""
    named = {key: float(value) for key, value in neuron.values.items()}
    (value,) = program([parse(neuron.model.capacitance)])(named)
    return float(value)
