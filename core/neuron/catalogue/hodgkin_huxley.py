"""Hodgkin and Huxley's squid giant axon, in the modern sign convention (rest near −65 mV)."""

from core.neuron.catalogue.rate_forms import exp_linear, exponential, rate_constants, sigmoidal
from core.neuron.declaration import Current, Gate, Model, Preset, Rates, Standard, constant
from core.quantity import Celsius, Dimensionless, MicrofaradPerCm2, MillisiemensPerCm2, Millivolt
from core.stimulus import Pulse

_SCALE = "q10 ^ ((temperature - 6.3) / 10)"


HODGKIN_HUXLEY = Model(
    name="hodgkin-huxley",
    title="Hodgkin-Huxley squid giant axon",
    description="Fast sodium, delayed-rectifier potassium and leak currents of the squid giant axon.",
    capacitance="c_m",
    parameters=(
        constant("c_m", "C_m", MicrofaradPerCm2, 1.0, "specific membrane capacitance"),
        constant("g_na", r"\bar g_\mathrm{Na}", MillisiemensPerCm2, 120.0, "maximal sodium conductance"),
        constant("g_k", r"\bar g_\mathrm{K}", MillisiemensPerCm2, 36.0, "maximal potassium conductance"),
        constant("g_l", r"g_\mathrm{L}", MillisiemensPerCm2, 0.3, "leak conductance"),
        constant("e_na", r"E_\mathrm{Na}", Millivolt, 50.0, "sodium reversal potential"),
        constant("e_k", r"E_\mathrm{K}", Millivolt, -77.0, "potassium reversal potential"),
        constant("e_l", r"E_\mathrm{L}", Millivolt, -54.387, "leak reversal potential"),
        constant("temperature", "T", Celsius, 6.3, "temperature", ge=-20.0, le=60.0),
        constant("q10", "Q_{10}", Dimensionless, 3.0, "factor of all rates for 10 °C", gt=0.0, le=10.0),
        *rate_constants("m", "alpha", "exp-linear", 1.0, -40.0, 10.0),
        *rate_constants("m", "beta", "exponential", 4.0, -65.0, 18.0),
        *rate_constants("h", "alpha", "exponential", 0.07, -65.0, 20.0),
        *rate_constants("h", "beta", "sigmoid", 1.0, -35.0, 10.0),
        *rate_constants("n", "alpha", "exp-linear", 0.1, -55.0, 10.0),
        *rate_constants("n", "beta", "exponential", 0.125, -65.0, 80.0),
    ),
    gates=(
        Gate("m", "sodium activation", Rates(exp_linear("alpha_m"), exponential("beta_m")), _SCALE),
        Gate(
            "h",
            "sodium inactivation (1: not inactivated)",
            Rates(exponential("alpha_h"), sigmoidal("beta_h")),
            _SCALE,
        ),
        Gate("n", "potassium activation", Rates(exp_linear("alpha_n"), exponential("beta_n")), _SCALE),
    ),
    currents=(
        Current("na", r"I_\mathrm{Na}", "sodium current", "g_na", "e_na", (("m", 3), ("h", 1))),
        Current("k", r"I_\mathrm{K}", "potassium current", "g_k", "e_k", (("n", 4),)),
        Current("l", r"I_\mathrm{L}", "leak current", "g_l", "e_l"),
    ),
    presets=(
        Preset("literature", "E_L 10.613 mV above a rest of -65 mV (the default)", {"e_l": -54.387}),
        Preset("lecture", "the lecture's leak reversal", {"e_l": -54.5}),
        Preset("neuron", "the default of NEURON's hh mechanism", {"e_l": -54.3}),
        Preset("ermentrout", "Ermentrout and Terman's leak reversal", {"e_l": -54.4}),
    ),
    standard=Standard(
        duration=50.0,
        stimulus=(Pulse(amplitude=10.0, onset=5.0, duration=40.0),),
        current=10.0,
        current_range=(0.0, 180.0),
        voltage_range=(-90.0, 60.0),
    ),
    references=("hodgkin-huxley-1952",),
    notes=(
        "Open probabilities are m^3 h and n^4; a gating variable is the probability that one gate permits.",
        "1952 convention: V_1952 = -(V + 65 mV), rest 0, depolarisation negative, E_Na = -115 mV.",
        "The same mirrored, in later texts: V + 65 mV, rest 0, depolarisation positive, E_Na = 115 mV.",
    ),
)
