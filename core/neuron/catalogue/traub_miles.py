"""Traub and Miles' hippocampal pyramidal cell as a single compartment with its spike currents only.

The rates are Traub and Miles' shifted by V_T. Two models share them: one with all three gates as states, one
(reduced) whose sodium activation is instantaneous.
"""

from dataclasses import replace

from core.neuron.catalogue.rate_forms import (
    exp_linear,
    exponential,
    falling_exp_linear,
    rate_constants,
    sigmoidal,
    steady_state,
)
from core.neuron.declaration import (
    Current,
    Gate,
    Instantaneous,
    Model,
    Parameter,
    Preset,
    Rates,
    Standard,
    constant,
)
from core.quantity import MicrofaradPerCm2, MillisiemensPerCm2, Millivolt
from core.stimulus import Step

_SHIFTED = "(V - v_t)"
_ALPHA_M, _BETA_M = exp_linear("alpha_m", _SHIFTED), falling_exp_linear("beta_m", _SHIFTED)

_PARAMETERS: tuple[Parameter, ...] = (
    constant("c_m", "C_m", MicrofaradPerCm2, 1.0, "specific membrane capacitance"),
    constant("g_na", r"\bar g_\mathrm{Na}", MillisiemensPerCm2, 100.0, "maximal sodium conductance"),
    constant("g_k", r"\bar g_\mathrm{K}", MillisiemensPerCm2, 80.0, "maximal potassium conductance"),
    constant("g_l", r"g_\mathrm{L}", MillisiemensPerCm2, 0.1, "leak conductance"),
    constant("e_na", r"E_\mathrm{Na}", Millivolt, 50.0, "sodium reversal potential"),
    constant("e_k", r"E_\mathrm{K}", Millivolt, -100.0, "potassium reversal potential"),
    constant("e_l", r"E_\mathrm{L}", Millivolt, -67.0, "leak reversal potential"),
    constant(
        "v_t", "V_T", Millivolt, -67.0, "voltage that all midpoints are measured from; shifts the threshold"
    ),
    *rate_constants("m", "alpha", "exp-linear, from V_T", 1.28, 13.0, 4.0),
    *rate_constants("m", "beta", "falling exp-linear, from V_T", 1.4, 40.0, 5.0),
    *rate_constants("h", "alpha", "exponential, from V_T", 0.128, 17.0, 18.0),
    *rate_constants("h", "beta", "sigmoid, from V_T", 4.0, 40.0, 5.0),
    *rate_constants("n", "alpha", "exp-linear, from V_T", 0.16, 15.0, 5.0),
    *rate_constants("n", "beta", "exponential, from V_T", 0.5, 10.0, 40.0),
)
_SLOW_GATES = (
    Gate(
        "h",
        "sodium inactivation (1: not inactivated)",
        Rates(exponential("alpha_h", _SHIFTED), sigmoidal("beta_h", _SHIFTED)),
    ),
    Gate(
        "n",
        "potassium activation",
        Rates(exp_linear("alpha_n", _SHIFTED), exponential("beta_n", _SHIFTED)),
    ),
)
_CURRENTS = (
    Current("na", r"I_\mathrm{Na}", "sodium current", "g_na", "e_na", (("m", 3), ("h", 1))),
    Current("k", r"I_\mathrm{K}", "potassium current", "g_k", "e_k", (("n", 4),)),
    Current("l", r"I_\mathrm{L}", "leak current", "g_l", "e_l"),
)
_PYRAMIDAL = {
    "g_na": 100.0,
    "g_k": 80.0,
    "g_l": 0.1,
    "e_na": 50.0,
    "e_k": -100.0,
    "e_l": -67.0,
    "v_t": -67.0,
}
_BENCHMARK = _PYRAMIDAL | {"g_k": 30.0, "g_l": 0.05, "e_k": -90.0, "e_l": -60.0, "v_t": -63.0}
_STANDARD = Standard(
    duration=200.0,
    stimulus=(Step(amplitude=1.5),),
    current=1.5,
    current_range=(0.0, 10.0),
    voltage_range=(-100.0, 60.0),
)
_MIDPOINTS = (
    "Midpoints are measured from V_T; with V_T = -67 mV they are the printed 54, 27, 50, 27, 52 and 57 mV "
    "of the reduced model."
)

TRAUB_MILES = Model(
    name="traub-miles",
    title="Traub-Miles pyramidal cell, single compartment",
    description="Sodium, delayed-rectifier potassium and leak currents of a hippocampal pyramidal cell.",
    capacitance="c_m",
    parameters=_PARAMETERS,
    gates=(Gate("m", "sodium activation", Rates(_ALPHA_M, _BETA_M)), *_SLOW_GATES),
    currents=_CURRENTS,
    presets=(
        Preset("pyramidal", "the conductances of the reduced model (the default)", _PYRAMIDAL),
        Preset(
            "benchmark",
            "Brette et al.'s (2007) cell of 20,000 µm²: 200 pF, 20 µS, 6 µS, 10 nS",
            _BENCHMARK,
        ),
    ),
    standard=_STANDARD,
    references=("traub-miles-1991", "ermentrout-kopell-1998", "brette-2007"),
    notes=(
        _MIDPOINTS,
        "The benchmark cell has no rest: with E_L = -60 mV it fires by itself at 14 Hz.",
        "Traub and Miles' cell has several compartments and calcium currents, which these forms leave out.",
    ),
)

REDUCED_TRAUB_MILES = Model(
    name="reduced-traub-miles",
    title="Reduced Traub-Miles pyramidal cell",
    description="The Traub-Miles cell with instantaneous sodium activation; three state variables.",
    capacitance="c_m",
    parameters=_PARAMETERS,
    gates=(Gate("m", "sodium activation", Instantaneous(steady_state(_ALPHA_M, _BETA_M))), *_SLOW_GATES),
    currents=_CURRENTS,
    presets=(Preset("pyramidal", "Ermentrout and Kopell's pyramidal cell (the default)", _PYRAMIDAL),),
    # Without the delay of m spikes rise by 5,800 mV/ms: a microsecond is six millivolts.
    standard=replace(_STANDARD, tolerance=1e-4),
    references=("traub-miles-1991", "ermentrout-kopell-1998", "boergers-2017"),
    notes=(
        _MIDPOINTS,
        "Class 1: firing begins by a saddle-node on an invariant circle at 0.1193 µA/cm².",
    ),
)
