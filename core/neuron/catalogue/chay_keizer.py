"""Chay and Keizer's minimal model of the bursting pancreatic beta cell."""

from core.constants import FARADAY
from core.neuron.declaration import (
    Current,
    Gate,
    Instantaneous,
    Model,
    Pool,
    Preset,
    Rates,
    Standard,
    constant,
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
)

_SCALE = "q10 ^ ((temperature - 6.3) / 10)"
_INFLUX = f"30 * f_ca / (2 * {FARADAY!r} * radius)"
"""Volume over area is r/3; 1 µA/cm² over 1 µm and 1 C/mol is 10 mM/ms."""

CHAY_KEIZER = Model(
    name="chay-keizer",
    title="Chay-Keizer pancreatic beta cell",
    description="Calcium, delayed-rectifier, calcium-activated potassium and leak currents; slow calcium.",
    capacitance="c_m",
    parameters=(
        constant("c_m", "C_m", MicrofaradPerCm2, 1.0, "specific membrane capacitance"),
        constant(
            "g_ca", r"\bar g_\mathrm{Ca}", MillisiemensPerCm2, 6.5, "half the maximal calcium conductance"
        ),
        constant("g_k", r"\bar g_\mathrm{K}", MillisiemensPerCm2, 12.0, "maximal potassium conductance"),
        constant(
            "g_k_ca",
            r"\bar g_\mathrm{K,Ca}",
            MillisiemensPerCm2,
            0.09,
            "maximal conductance of the calcium-activated potassium channels",
        ),
        constant("g_l", r"g_\mathrm{L}", MillisiemensPerCm2, 0.04, "leak conductance"),
        constant("e_ca", r"E_\mathrm{Ca}", Millivolt, 100.0, "calcium reversal potential"),
        constant("e_k", r"E_\mathrm{K}", Millivolt, -75.0, "potassium reversal potential"),
        constant("e_l", r"E_\mathrm{L}", Millivolt, -40.0, "leak reversal potential"),
        constant("v_prime", "V'", Millivolt, 50.0, "shift of the squid's m and h to beta cells"),
        constant("v_star", "V^*", Millivolt, 30.0, "shift of the squid's n to beta cells"),
        constant("k_dis", r"K_\mathrm{dis}", Millimolar, 1e-3, "calcium of half activation"),
        constant("f_ca", "f", Fraction, 0.004, "fraction of calcium that is free"),
        constant("k_ca", r"k_\mathrm{Ca}", PerMillisecond, 0.04, "rate of calcium removal", gt=0.0, le=100.0),
        constant("radius", "r", Micrometre, 8.9, "radius of the cell", ge=0.1, le=1e3),
        constant("temperature", "T", Celsius, 20.0, "temperature", ge=-20.0, le=60.0),
        constant("q10", "Q_{10}", Dimensionless, 3.0, "factor of all rates for 10 °C", gt=0.0, le=10.0),
    ),
    gates=(
        Gate(
            "m",
            "calcium activation",
            Rates("linoid((V + v_prime - 25) / 10)", "4 * exp(-(V + v_prime) / 18)"),
            _SCALE,
        ),
        Gate(
            "h",
            "calcium inactivation (1: not inactivated)",
            Rates("0.07 * exp(-(V + v_prime) / 20)", "sigmoid((V + v_prime - 30) / 10)"),
            _SCALE,
        ),
        Gate(
            "n",
            "potassium activation",
            Rates("0.1 * linoid((V + v_star - 10) / 10)", "0.125 * exp(-(V + v_star) / 80)"),
            _SCALE,
        ),
        Gate("q", "activation by calcium", Instantaneous("ca / (k_dis + ca)")),
    ),
    currents=(
        Current("ca", r"I_\mathrm{Ca}", "calcium current", "2 * g_ca", "e_ca", (("m", 3), ("h", 1))),
        Current("k", r"I_\mathrm{K}", "potassium current", "g_k", "e_k", (("n", 4),)),
        Current(
            "k_ca", r"I_\mathrm{K,Ca}", "calcium-activated potassium current", "g_k_ca", "e_k", (("q", 1),)
        ),
        Current("l", r"I_\mathrm{L}", "leak current", "g_l", "e_l"),
    ),
    pools=(
        Pool(
            "ca",
            r"[\mathrm{Ca}]",
            "free calcium within the cell",
            ("ca",),
            gain=_INFLUX,
            removal="f_ca * k_ca * ca",
        ),
    ),
    presets=(
        Preset("bursting", "bursts of about 12 s (the default)", {"k_ca": 0.04}),
        Preset("silent", "slow removal of calcium, as with little glucose: no spikes", {"k_ca": 0.01}),
        Preset(
            "spiking", "fast removal of calcium, as with much glucose: spikes without a pause", {"k_ca": 0.06}
        ),
    ),
    standard=Standard(
        duration=20000.0,
        stimulus=(),
        current=0.0,
        current_range=(-5.0, 20.0),
        voltage_range=(-80.0, 40.0),
        spike_threshold=-35.0,
    ),
    references=("chay-keizer-1983", "hodgkin-huxley-1952"),
    notes=(
        "The paper's calcium conductance counts ions: the current they carry is twice it, 13 mS/cm^2.",
        "Spikes are of 12 mV and stay below 0 mV: the threshold of detection is -35 mV.",
        "The radius of 8.9 µm and f = 0.004 follow a transcription of the paper's Table I (sc-neurocore).",
        "Later variants of this name (three variables, instantaneous m and h) differ in conductances and f.",
    ),
)
