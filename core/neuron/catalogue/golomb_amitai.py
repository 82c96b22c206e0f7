"""Golomb and Amitai's regular-spiking neocortical cell, with persistent sodium and slow potassium."""

from core.neuron.declaration import (
    Current,
    Gate,
    Instantaneous,
    Model,
    Parameter,
    Preset,
    Relaxation,
    Standard,
    constant,
)
from core.quantity import MicrofaradPerCm2, MillisiemensPerCm2, Millivolt, TimeSpan
from core.stimulus import Pulse


def _conductance(name: str, symbol: str, default: float, meaning: str) -> Parameter:
    return constant(f"g_{name}", rf"g_\mathrm{{{symbol}}}", MillisiemensPerCm2, default, meaning)


def _boltzmann(gate: str, what: str, midpoint: float, slope: float) -> tuple[Parameter, Parameter]:
    """Where a gate is half open or inactivated, and the voltage over which it changes."""
    return (
        constant(f"{gate}_midpoint", rf"\theta_{gate}", Millivolt, midpoint, f"voltage of half {what}"),
        constant(f"{gate}_slope", rf"\sigma_{gate}", Millivolt, slope, f"steepness of {what}", ge=0.01),
    )


def _relaxation_times(
    gate: str, fast: float, added: float, midpoint: float, slope: float
) -> tuple[Parameter, ...]:
    """The constants of τ(V) = τ₀ + τ₁/(1 + e^{(V − θ)/σ}), long below θ and short above."""
    return (
        constant(f"tau_{gate}_0", rf"\tau_{{{gate}0}}", TimeSpan, fast, f"time constant of {gate} far above"),
        constant(f"tau_{gate}_1", rf"\tau_{{{gate}1}}", TimeSpan, added, "what it is longer by far below"),
        constant(f"tau_{gate}_midpoint", rf"\theta_{{{gate}t}}", Millivolt, midpoint, "voltage halfway"),
        constant(f"tau_{gate}_slope", rf"\sigma_{{{gate}t}}", Millivolt, slope, "steepness of it", ge=0.01),
    )


def _rising(gate: str) -> str:
    return f"sigmoid((V - {gate}_midpoint) / {gate}_slope)"


def _falling(gate: str) -> str:
    return f"sigmoid(-(V - {gate}_midpoint) / {gate}_slope)"


def _time(gate: str) -> str:
    falling = f"sigmoid(-(V - tau_{gate}_midpoint) / tau_{gate}_slope)"
    return f"tau_{gate}_0 + tau_{gate}_1 * {falling}"


_REDUCED = {"g_a": 0.0, "g_kslow": 0.1}

GOLOMB_AMITAI = Model(
    name="golomb-amitai",
    title="Golomb-Amitai neocortical cell",
    description="Fast and persistent sodium, delayed-rectifier, A-type and slow (M-type) potassium and leak "
    "currents of a regular-spiking neocortical cell.",
    capacitance="c_m",
    parameters=(
        constant("c_m", "C", MicrofaradPerCm2, 1.0, "specific membrane capacitance"),
        _conductance("na", "Na", 24.0, "maximal fast sodium conductance"),
        _conductance("nap", "NaP", 0.07, "maximal persistent sodium conductance"),
        _conductance("kdr", "Kdr", 3.0, "maximal delayed-rectifier potassium conductance"),
        _conductance("a", "A", 1.4, "maximal A-type potassium conductance"),
        _conductance("kslow", "K,slow", 1.0, "maximal slow potassium conductance"),
        _conductance("l", "L", 0.02, "leak conductance"),
        constant("e_na", r"V_\mathrm{Na}", Millivolt, 55.0, "sodium reversal potential"),
        constant("e_k", r"V_\mathrm{K}", Millivolt, -90.0, "potassium reversal potential"),
        constant("e_l", r"V_\mathrm{L}", Millivolt, -70.0, "leak reversal potential"),
        *_boltzmann("m", "fast sodium activation", -30.0, 9.5),
        *_boltzmann("h", "fast sodium inactivation", -53.0, 7.0),
        *_relaxation_times("h", 0.37, 2.78, -40.5, 6.0),
        *_boltzmann("p", "persistent sodium activation", -40.0, 5.0),
        *_boltzmann("n", "delayed-rectifier activation", -30.0, 10.0),
        *_relaxation_times("n", 0.37, 1.85, -27.0, 15.0),
        *_boltzmann("a", "A-type activation", -50.0, 20.0),
        *_boltzmann("b", "A-type inactivation", -80.0, 6.0),
        constant("tau_b", r"\tau_b", TimeSpan, 15.0, "time constant of A-type inactivation", ge=1e-3),
        *_boltzmann("z", "slow potassium activation", -39.0, 5.0),
        constant("tau_z", r"\tau_z", TimeSpan, 75.0, "time constant of slow potassium activation", ge=1e-3),
    ),
    gates=(
        Gate("m", "fast sodium activation", Instantaneous(_rising("m"))),
        Gate("h", "fast sodium inactivation (1: not inactivated)", Relaxation(_falling("h"), _time("h"))),
        Gate("p", "persistent sodium activation", Instantaneous(_rising("p"))),
        Gate("n", "delayed-rectifier activation", Relaxation(_rising("n"), _time("n"))),
        Gate("a", "A-type activation", Instantaneous(_rising("a"))),
        Gate("b", "A-type inactivation (1: not inactivated)", Relaxation(_falling("b"), "tau_b")),
        Gate("z", "slow potassium activation", Relaxation(_rising("z"), "tau_z")),
    ),
    currents=(
        Current("na", r"I_\mathrm{Na}", "fast sodium current", "g_na", "e_na", (("m", 3), ("h", 1))),
        Current("nap", r"I_\mathrm{NaP}", "persistent sodium current", "g_nap", "e_na", (("p", 1),)),
        Current("kdr", r"I_\mathrm{Kdr}", "delayed-rectifier current", "g_kdr", "e_k", (("n", 4),)),
        Current("a", r"I_\mathrm{A}", "A-type potassium current", "g_a", "e_k", (("a", 3), ("b", 1))),
        Current("kslow", r"I_\mathrm{K,slow}", "slow potassium current", "g_kslow", "e_k", (("z", 1),)),
        Current("l", r"I_\mathrm{L}", "leak current", "g_l", "e_l"),
    ),
    presets=(
        Preset("regular-spiking", "the paper's cell (the default)", {"g_a": 1.4, "g_kslow": 1.0}),
        Preset("reduced", "Ermentrout and Terman's: no A-type, a weak slow current", _REDUCED),
        Preset(
            "reduced-class-1",
            "Ermentrout and Terman's without slow current, the leak changed to compensate",
            _REDUCED | {"g_kslow": 0.0, "g_l": 0.09, "e_l": -85.5},
        ),
        Preset(
            "cholinergic",
            "Stiefel, Gutkin and Sejnowski's: neither persistent sodium nor A-type, slow current 1.5 without "
            "acetylcholine; g_kslow = 0 is its full effect",
            {"g_nap": 0.0, "g_a": 0.0, "g_kslow": 1.5, "e_l": -60.0},
        ),
    ),
    standard=Standard(
        duration=500.0,
        stimulus=(Pulse(amplitude=2.0, onset=50.0, duration=400.0),),
        current=2.0,
        current_range=(-1.0, 10.0),
        voltage_range=(-100.0, 60.0),
    ),
    references=("golomb-amitai-1997", "ermentrout-terman-2010", "stiefel-2009"),
    notes=(
        "The paper varies g_K,slow; 1 mS/cm2 is that of Golomb's later cells with this current (2006).",
        "Printed elsewhere as tau_h = (1 + 7.5 S)/2.7, tau_n = (1 + 5 S)/2.7: the same but for rounding.",
        "Slopes of inactivation are printed negative (-7, -6 mV); here the sign is in the gate.",
    ),
)
