"""Frankenhaeuser and Huxley's frog node of Ranvier: constant-field sodium, potassium and delayed currents."""

from core.neuron.catalogue.rate_forms import exp_linear, falling_exp_linear, rate_constants, sigmoidal
from core.neuron.declaration import (
    ConstantFieldCurrent,
    Current,
    Gate,
    Model,
    Preset,
    Rates,
    Standard,
    constant,
)
from core.quantity import (
    Celsius,
    CmPerSecond,
    Dimensionless,
    MicrofaradPerCm2,
    Millimolar,
    MillisiemensPerCm2,
    Millivolt,
)
from core.stimulus import Pulse

_SCALE = "q10 ^ ((temperature - 20) / 10)"

FRANKENHAEUSER_HUXLEY = Model(
    name="frankenhaeuser-huxley",
    title="Frankenhaeuser-Huxley node of Ranvier",
    description="Constant-field sodium, potassium and late nonspecific currents, and leak, of a frog node.",
    capacitance="c_m",
    parameters=(
        constant("c_m", "C_m", MicrofaradPerCm2, 2.0, "specific membrane capacitance"),
        constant("p_na", r"\bar P_\mathrm{Na}", CmPerSecond, 8e-3, "maximal sodium permeability"),
        constant("p_k", r"\bar P_\mathrm{K}", CmPerSecond, 1.2e-3, "maximal potassium permeability"),
        constant("p_p", r"\bar P_\mathrm{p}", CmPerSecond, 0.54e-3, "maximal late nonspecific permeability"),
        constant("g_l", r"g_\mathrm{L}", MillisiemensPerCm2, 30.3, "leak conductance"),
        constant("e_l", r"E_\mathrm{L}", Millivolt, -69.974, "leak reversal potential"),
        constant("na_in", r"[\mathrm{Na}]_\mathrm{i}", Millimolar, 13.74, "sodium inside"),
        constant("na_out", r"[\mathrm{Na}]_\mathrm{o}", Millimolar, 114.5, "sodium outside"),
        constant("k_in", r"[\mathrm{K}]_\mathrm{i}", Millimolar, 120.0, "potassium inside"),
        constant("k_out", r"[\mathrm{K}]_\mathrm{o}", Millimolar, 2.5, "potassium outside"),
        constant("temperature", "T", Celsius, 20.0, "temperature", ge=-20.0, le=60.0),
        constant("q10", "Q_{10}", Dimensionless, 3.0, "factor of all rates for 10 °C", gt=0.0, le=10.0),
        *rate_constants("m", "alpha", "exp-linear", 1.08, -48.0, 3.0),
        *rate_constants("m", "beta", "falling exp-linear", 8.0, -57.0, 20.0),
        *rate_constants("h", "alpha", "falling exp-linear", 0.6, -80.0, 6.0),
        *rate_constants("h", "beta", "sigmoid", 4.5, -25.0, 10.0),
        *rate_constants("n", "alpha", "exp-linear", 0.2, -35.0, 10.0),
        *rate_constants("n", "beta", "falling exp-linear", 0.5, -60.0, 10.0),
        *rate_constants("p", "alpha", "exp-linear", 0.06, -30.0, 10.0),
        *rate_constants("p", "beta", "falling exp-linear", 1.8, -95.0, 20.0),
    ),
    gates=(
        Gate("m", "sodium activation", Rates(exp_linear("alpha_m"), falling_exp_linear("beta_m")), _SCALE),
        Gate(
            "h",
            "sodium inactivation (1: not inactivated)",
            Rates(falling_exp_linear("alpha_h"), sigmoidal("beta_h")),
            _SCALE,
        ),
        Gate("n", "potassium activation", Rates(exp_linear("alpha_n"), falling_exp_linear("beta_n")), _SCALE),
        Gate(
            "p",
            "activation of the late nonspecific current",
            Rates(exp_linear("alpha_p"), falling_exp_linear("beta_p")),
            _SCALE,
        ),
    ),
    currents=(
        ConstantFieldCurrent(
            "na", r"I_\mathrm{Na}", "sodium current", "p_na", 1, "na_in", "na_out", (("m", 2), ("h", 1))
        ),
        ConstantFieldCurrent(
            "k", r"I_\mathrm{K}", "potassium current", "p_k", 1, "k_in", "k_out", (("n", 2),)
        ),
        ConstantFieldCurrent(
            "p", r"I_\mathrm{p}", "late nonspecific current", "p_p", 1, "na_in", "na_out", (("p", 2),)
        ),
        Current("l", r"I_\mathrm{L}", "leak current", "g_l", "e_l"),
    ),
    presets=(Preset("standard", "the paper's standard data, at 20 °C (the default)", {"temperature": 20.0}),),
    standard=Standard(
        duration=5.0,
        stimulus=(Pulse(amplitude=1000.0, onset=0.5, duration=0.12),),
        current=600.0,
        current_range=(-200.0, 2000.0),
        voltage_range=(-120.0, 60.0),
    ),
    references=("frankenhaeuser-huxley-1964", "goldman-1943", "hodgkin-katz-1949"),
    notes=(
        "The paper's V is from rest: V + 70 mV. Currents are permeabilities times the constant-field flux.",
        "The late current p is carried by sodium in the equations, as in the paper.",
        "Temperature: one Q10 of 3 for all rates, as in Hines's program of the paper (ModelDB 3507).",
    ),
)
