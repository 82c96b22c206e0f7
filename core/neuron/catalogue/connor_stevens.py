"""The Connor-Stevens neuron: Hodgkin and Huxley's currents of a crustacean axon, and the A-current."""

from core.neuron.catalogue.rate_forms import exp_linear, exponential, rate_constants, sigmoidal
from core.neuron.declaration import (
    Current,
    Gate,
    Model,
    Parameter,
    Preset,
    Rates,
    Relaxation,
    Standard,
    Variable,
    constant,
)
from core.quantity import Dimensionless, MicrofaradPerCm2, MillisiemensPerCm2, Millivolt, TimeSpan
from core.stimulus import Step


def _voltage(name: str, symbol: str, midpoint: float, slope: float, what: str) -> tuple[Parameter, ...]:
    """Voltage that something is measured from, and the one over which it changes."""
    return (
        constant(
            f"{name}_midpoint",
            f"V_{{{symbol}}}",
            Millivolt,
            midpoint,
            f"voltage that {what} is measured from",
        ),
        constant(
            f"{name}_slope",
            f"k_{{{symbol}}}",
            Millivolt,
            slope,
            f"voltage over which {what} changes",
            ge=0.01,
        ),
    )


def _time_constant(
    gate: str, floor: float, span: float, midpoint: float, slope: float
) -> tuple[Parameter, ...]:
    """Constants of τ = τ_min + Δτ/(1 + e^{(V − V₀)/k})."""
    return (
        constant(
            f"tau_{gate}_floor", rf"\tau_{{{gate},0}}", TimeSpan, floor, f"least time constant of {gate}"
        ),
        constant(
            f"tau_{gate}_span",
            rf"\Delta\tau_{{{gate}}}",
            TimeSpan,
            span,
            f"what the time constant of {gate} gains at low voltages",
        ),
        *_voltage(f"tau_{gate}", rf"\tau {gate}", midpoint, slope, f"the time constant of {gate}"),
    )


def _tau(gate: str) -> str:
    name = f"tau_{gate}"
    return f"({name}_floor + {name}_span * sigmoid(-(V - {name}_midpoint) / {name}_slope))"


_A_STEADY = (
    "(a_size * exp((V - a_rise_midpoint) / a_rise_slope) "
    "* sigmoid(-(V - a_fall_midpoint) / a_fall_slope)) ^ (1 / 3)"
)
_B_STEADY = "sigmoid(-(V - b_midpoint) / b_slope) ^ 4"

_DAYAN_ABBOTT = {
    "beta_m_slope": 1.0 / 0.0556,
    "alpha_n_rate": 0.2,
    "beta_n_rate": 0.25,
    "a_rise_slope": 1.0 / 0.0314,
    "a_fall_slope": 1.0 / 0.0346,
    "tau_a_slope": 1.0 / 0.0497,
    "b_slope": 1.0 / 0.0688,
    "tau_b_slope": 1.0 / 0.0624,
}
_CONNOR_WALTER_MCKOWN = {
    "beta_m_slope": 18.0,
    "alpha_n_rate": 0.19,
    "beta_n_rate": 0.2375,
    "a_rise_slope": 31.84,
    "a_fall_slope": 28.93,
    "tau_a_slope": 20.12,
    "b_slope": 14.54,
    "tau_b_slope": 16.027,
}

CONNOR_STEVENS = Model(
    name="connor-stevens",
    title="Connor-Stevens neuron with an A-current",
    description="Sodium, delayed-rectifier potassium, transient (A) potassium and leak currents; class 1.",
    capacitance="c_m",
    parameters=(
        constant("c_m", "C_m", MicrofaradPerCm2, 1.0, "specific membrane capacitance"),
        constant("g_na", r"\bar g_\mathrm{Na}", MillisiemensPerCm2, 120.0, "maximal sodium conductance"),
        constant(
            "g_k", r"\bar g_\mathrm{K}", MillisiemensPerCm2, 20.0, "maximal delayed-rectifier conductance"
        ),
        constant("g_a", r"\bar g_\mathrm{A}", MillisiemensPerCm2, 47.7, "maximal A-conductance"),
        constant("g_l", r"g_\mathrm{L}", MillisiemensPerCm2, 0.3, "leak conductance"),
        constant("e_na", r"E_\mathrm{Na}", Millivolt, 55.0, "sodium reversal potential"),
        constant("e_k", r"E_\mathrm{K}", Millivolt, -72.0, "potassium reversal potential"),
        constant("e_a", r"E_\mathrm{A}", Millivolt, -75.0, "reversal potential of the A-current"),
        constant("e_l", r"E_\mathrm{L}", Millivolt, -17.0, "leak reversal potential"),
        *rate_constants("m", "alpha", "exp-linear", 3.8, -29.7, 10.0),
        *rate_constants("m", "beta", "exponential", 15.2, -54.7, _DAYAN_ABBOTT["beta_m_slope"]),
        *rate_constants("h", "alpha", "exponential", 0.266, -48.0, 20.0),
        *rate_constants("h", "beta", "sigmoid", 3.8, -18.0, 10.0),
        *rate_constants("n", "alpha", "exp-linear", _DAYAN_ABBOTT["alpha_n_rate"], -45.7, 10.0),
        *rate_constants("n", "beta", "exponential", _DAYAN_ABBOTT["beta_n_rate"], -55.7, 80.0),
        constant(
            "a_size", "A_a", Dimensionless, 0.0761, "size of the steady state of a cubed", ge=0.0, le=10.0
        ),
        *_voltage("a_rise", "a", -94.22, _DAYAN_ABBOTT["a_rise_slope"], "the rise of the steady state of a"),
        *_voltage(
            "a_fall", r"a\prime", -1.17, _DAYAN_ABBOTT["a_fall_slope"], "the levelling-off of that rise"
        ),
        *_time_constant("a", 0.3632, 1.158, -55.96, _DAYAN_ABBOTT["tau_a_slope"]),
        *_voltage("b", "b", -53.3, _DAYAN_ABBOTT["b_slope"], "the steady state of b"),
        *_time_constant("b", 1.24, 2.678, -50.0, _DAYAN_ABBOTT["tau_b_slope"]),
    ),
    gates=(
        Gate("m", "sodium activation", Rates(exp_linear("alpha_m"), exponential("beta_m"))),
        Gate(
            "h",
            "sodium inactivation (1: not inactivated)",
            Rates(exponential("alpha_h"), sigmoidal("beta_h")),
        ),
        Gate("n", "delayed-rectifier activation", Rates(exp_linear("alpha_n"), exponential("beta_n"))),
        Gate("b", "inactivation of the A-current (1: not inactivated)", Relaxation(_B_STEADY, _tau("b"))),
    ),
    # No Gate, though it activates like one: the steady state as published passes 1 (notes).
    variables=(Variable("a", "a", "activation of the A-current", f"({_A_STEADY} - a) / {_tau('a')}"),),
    currents=(
        Current("na", r"I_\mathrm{Na}", "sodium current", "g_na", "e_na", (("m", 3), ("h", 1))),
        Current("k", r"I_\mathrm{K}", "delayed-rectifier potassium current", "g_k", "e_k", (("n", 4),)),
        Current("a", r"I_\mathrm{A}", "transient potassium current", "g_a", "e_a", (("a", 3), ("b", 1))),
        Current("l", r"I_\mathrm{L}", "leak current", "g_l", "e_l"),
    ),
    presets=(
        Preset("dayan-abbott", "rounded as in Dayan and Abbott's textbook (the default)", _DAYAN_ABBOTT),
        Preset("connor-walter-mckown", "the constants of the 1977 paper", _CONNOR_WALTER_MCKOWN),
        Preset(
            "without-a-current",
            "no A-current, and a leak reversal at which the cell rests: class 2",
            {"g_a": 0.0, "e_l": -70.0},
        ),
    ),
    standard=Standard(
        duration=300.0,
        stimulus=(Step(amplitude=10.0),),
        current=10.0,
        current_range=(0.0, 200.0),
        voltage_range=(-90.0, 60.0),
    ),
    references=(
        "connor-stevens-1971",
        "connor-walter-mckown-1977",
        "dayan-abbott-2001",
        "ermentrout-terman-2010",
    ),
    notes=(
        "Hodgkin and Huxley's rates at 18 °C (3.8 times those at 6.3 °C), shifted, with those of n halved.",
        "The textbook rounds the rates of n, 0.19 and 0.2375 1/ms, to 0.2 and 0.25, and the slopes.",
        "The steady state of a, a fit to data, passes 1 above 40 mV, by 1.4 % at most: a is a variable here.",
        "Class 1: firing begins by a saddle-node on an invariant circle at 8.11 µA/cm².",
        "With g_a = 0 and the published leak the cell has no stable rest and fires by itself.",
    ),
)
