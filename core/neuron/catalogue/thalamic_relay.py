"""The thalamic relay cell of Destexhe, Bal, McCormick and Sejnowski: rebound bursts by I_T, regulated I_h."""

import math

from core.constants import FARADAY
from core.neuron.declaration import (
    Current,
    Gate,
    Instantaneous,
    Model,
    Parameter,
    Pool,
    Preset,
    Rates,
    Relaxation,
    Standard,
    Variable,
    constant,
    nernst,
)
from core.quantity import (
    Celsius,
    Dimensionless,
    Fraction,
    MicrofaradPerCm2,
    Micrometre,
    Millimolar,
    MillisiemensPerCm2,
    Millivolt,
    PerMillisecond,
    TimeSpan,
)
from core.stimulus import Pulse

_AREA = math.pi * 96e-4**2
"""Membrane [cm²] of the paper's compartment, 96 µm long and wide."""


def _leak(nanosiemens: float) -> float:
    """The paper's potassium leak, a point conductance [nS], as a density [mS/cm²]."""
    return nanosiemens * 1e-6 / _AREA


def _q10(name: str, symbol: str, what: str) -> Parameter:
    return constant(
        name, symbol, Dimensionless, 3.0, f"factor of the rates of {what} for 10 °C", gt=0.0, le=10.0
    )


_SPIKES = "q10_na_k ^ ((temperature - 36) / 10)"
_H_TIME = (
    "(tau_h_min + 1000 / (exp((V - v_h - 3.5) / 14.2) + exp(-(V - v_h + 14) / 11.6)))"
    " / q10_h ^ ((temperature - 36) / 10)"
)
_H_STEADY = "sigmoid(-(V - v_h) / k_h)"

THALAMIC_RELAY = Model(
    name="thalamic-relay",
    title="Thalamic relay cell with T-current and calcium-regulated h-current",
    description="Low-threshold calcium, hyperpolarisation-activated cation, spike and leak currents.",
    capacitance="c_m",
    parameters=(
        constant("c_m", "C_m", MicrofaradPerCm2, 1.0, "specific membrane capacitance"),
        constant("g_na", r"\bar g_\mathrm{Na}", MillisiemensPerCm2, 90.0, "maximal sodium conductance"),
        constant("g_k", r"\bar g_\mathrm{K}", MillisiemensPerCm2, 10.0, "maximal potassium conductance"),
        constant("g_t", r"\bar g_\mathrm{T}", MillisiemensPerCm2, 2.0, "maximal conductance of T-channels"),
        constant(
            "g_h",
            r"\bar g_\mathrm{h}",
            MillisiemensPerCm2,
            0.02,
            "conductance of all h-channels open, unbound",
        ),
        constant("g_kl", r"g_\mathrm{KL}", MillisiemensPerCm2, _leak(4.0), "potassium leak conductance"),
        constant("g_l", r"g_\mathrm{L}", MillisiemensPerCm2, 0.01, "mixed leak conductance"),
        constant("e_na", r"E_\mathrm{Na}", Millivolt, 50.0, "sodium reversal potential"),
        constant("e_k", r"E_\mathrm{K}", Millivolt, -100.0, "potassium reversal potential"),
        constant("e_h", r"E_\mathrm{h}", Millivolt, -40.0, "reversal potential of the h-current"),
        constant("e_l", r"E_\mathrm{L}", Millivolt, -70.0, "reversal potential of the mixed leak"),
        constant("v_t", r"V_\mathrm{T}", Millivolt, -25.0, "voltage that the spike currents' rates start at"),
        constant("v_m_t", r"V_{m_\mathrm{T}}", Millivolt, -59.0, "voltage of half activation of T-channels"),
        constant("k_m_t", r"k_{m_\mathrm{T}}", Millivolt, 6.2, "steepness of their activation", ge=0.01),
        constant(
            "v_h_t", r"V_{h_\mathrm{T}}", Millivolt, -83.0, "voltage of half inactivation of T-channels"
        ),
        constant("k_h_t", r"k_{h_\mathrm{T}}", Millivolt, 4.0, "steepness of their inactivation", ge=0.01),
        constant("v_h", r"V_\mathrm{h}", Millivolt, -75.0, "voltage of half activation of h-channels"),
        constant("k_h", r"k_\mathrm{h}", Millivolt, 5.5, "steepness of their activation", ge=0.01),
        constant(
            "tau_h_min", r"\tau_\mathrm{h}", TimeSpan, 20.0, "shortest time of their activation, at 36 °C"
        ),
        constant(
            "g_inc",
            r"g_\mathrm{inc}",
            Dimensionless,
            2.0,
            "conductance of bound over unbound",
            ge=1.0,
            le=10.0,
        ),
        constant("ca_half", r"\mathrm{Ca}_{1/2}", Millimolar, 2e-3, "calcium that binds half of the protein"),
        constant(
            "k2", "k_2", PerMillisecond, 4e-4, "rate at which the protein loses calcium", gt=0.0, le=10.0
        ),
        constant(
            "p_half", "P_{1/2}", Fraction, 0.01, "bound protein that binds half of open channels", gt=0.0
        ),
        constant(
            "k4", "k_4", PerMillisecond, 1e-3, "rate at which channels lose the protein", gt=0.0, le=10.0
        ),
        constant("ca_rest", r"[\mathrm{Ca}]_\infty", Millimolar, 2.4e-4, "calcium inside without influx"),
        constant("ca_out", r"[\mathrm{Ca}]_\mathrm{o}", Millimolar, 2.0, "calcium outside"),
        constant("tau_ca", r"\tau_\mathrm{Ca}", TimeSpan, 5.0, "time constant of calcium removal"),
        constant("depth", "d", Micrometre, 1.0, "depth of the shell that calcium fills", ge=1e-3, le=1e3),
        constant("temperature", "T", Celsius, 36.0, "temperature", ge=-20.0, le=60.0),
        _q10("q10_na_k", r"Q_{10}^\mathrm{Na,K}", "the spike currents"),
        _q10("q10_t", r"Q_{10}^\mathrm{T}", "the inactivation of T-channels, from 24 °C"),
        _q10("q10_h", r"Q_{10}^\mathrm{h}", "h-channels"),
    ),
    gates=(
        Gate(
            "m",
            "sodium activation",
            Rates("1.28 * linoid((V - v_t - 13) / 4)", "1.4 * linoid((v_t + 40 - V) / 5)"),
            _SPIKES,
        ),
        Gate(
            "h",
            "sodium inactivation (1: not inactivated)",
            Rates("0.128 * exp((v_t + 17 - V) / 18)", "4 * sigmoid((V - v_t - 40) / 5)"),
            _SPIKES,
        ),
        Gate(
            "n",
            "potassium activation",
            Rates("0.16 * linoid((V - v_t - 15) / 5)", "0.5 * exp((v_t + 10 - V) / 40)"),
            _SPIKES,
        ),
        Gate("m_t", "activation of T-channels", Instantaneous("sigmoid((V - v_m_t) / k_m_t)")),
        Gate(
            "h_t",
            "inactivation of T-channels (1: not inactivated)",
            Relaxation(
                "sigmoid(-(V - v_h_t) / k_h_t)",
                "30.8 + (211.4 + exp((V - v_h_t + 32.2) / 5)) * sigmoid(-(V - v_h_t + 3) / 3.2)",
            ),
            scale="q10_t ^ ((temperature - 24) / 10)",
        ),
        Gate("o", "share of the conductance of all h-channels bound", Instantaneous("o1 / g_inc + o2")),
    ),
    currents=(
        Current("na", r"I_\mathrm{Na}", "sodium current", "g_na", "e_na", (("m", 3), ("h", 1))),
        Current("k", r"I_\mathrm{K}", "potassium current", "g_k", "e_k", (("n", 4),)),
        Current(
            "t",
            r"I_\mathrm{T}",
            "low-threshold calcium current",
            "g_t",
            nernst(2, "ca", "ca_out"),
            (("m_t", 2), ("h_t", 1)),
        ),
        Current(
            "h", r"I_\mathrm{h}", "hyperpolarisation-activated current", "g_h * g_inc", "e_h", (("o", 1),)
        ),
        Current("kl", r"I_\mathrm{KL}", "potassium leak current", "g_kl", "e_k"),
        Current("l", r"I_\mathrm{L}", "mixed leak current", "g_l", "e_l"),
    ),
    variables=(
        Variable(
            "o1",
            "O_1",
            "fraction of h-channels open and unbound",
            f"({_H_STEADY} * (1 - o1 - o2) - sigmoid((V - v_h) / k_h) * o1) / ({_H_TIME})"
            " - k4 * p1 / p_half * o1 + k4 * o2",
        ),
        Variable("o2", "O_2", "fraction of h-channels open and bound", "k4 * p1 / p_half * o1 - k4 * o2"),
        Variable(
            "p1", "P_1", "fraction of the protein with calcium", "k2 * ((ca / ca_half)^4 * (1 - p1) - p1)"
        ),
    ),
    pools=(
        Pool(
            "ca",
            r"[\mathrm{Ca}]_\mathrm{i}",
            "calcium below the membrane",
            ("t",),
            gain=f"10 / (2 * {FARADAY!r} * depth)",
            removal="(ca - ca_rest) / tau_ca",
        ),
    ),
    presets=(
        Preset(
            "relay",
            "the authors' template (the default)",
            {"g_h": 0.02, "g_kl": _leak(4.0)},
        ),
        Preset("resting", "the authors' setting for cells that rest", {"g_h": 0.015, "g_kl": _leak(3.0)}),
        Preset(
            "waxing-waning",
            "the authors' initiator: oscillations come and go as calcium regulates I_h",
            {"g_h": 0.02, "g_kl": _leak(5.0)},
        ),
        Preset(
            "delta",
            "low-threshold oscillations near 4 Hz: little I_h, not regulated",
            {"g_h": 0.01, "g_kl": _leak(5.0), "g_inc": 1.0},
        ),
    ),
    standard=Standard(
        duration=1500.0,
        stimulus=(Pulse(amplitude=-1.0, onset=200.0, duration=600.0),),
        current=0.0,
        current_range=(-2.0, 5.0),
        voltage_range=(-110.0, 60.0),
    ),
    references=("destexhe-1996", "huguenard-mccormick-1992", "traub-miles-1991"),
    notes=(
        "Equations and constants as in the authors' own program for the paper, ModelDB 3343.",
        "Inactivation of I_T: the smooth fit of its time constant, in place of the piecewise one of 1992.",
        "The screening shift of 2 mV is within the voltages of half activation and inactivation of I_T.",
        "The potassium leak of 3 to 5 nS is spread over the cell's 28,953 µm^2.",
        "Calcium leaves where I_T is outward, above E_Ca; the authors' program lets none leave.",
    ),
)
