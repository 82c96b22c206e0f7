"""Izhikevich's persistent sodium plus potassium model: two variables, four kinds of excitability."""

from core.neuron.declaration import (
    Current,
    Gate,
    Instantaneous,
    Model,
    Preset,
    Relaxation,
    Standard,
    constant,
)
from core.quantity import MicrofaradPerCm2, MillisiemensPerCm2, Millivolt, TimeSpan
from core.stimulus import Step

PERSISTENT_SODIUM_POTASSIUM = Model(
    name="persistent-sodium-potassium",
    title="Izhikevich persistent sodium plus potassium model",
    description="Instantaneous persistent sodium, potassium and leak currents; two state variables.",
    capacitance="c_m",
    parameters=(
        constant("c_m", "C", MicrofaradPerCm2, 1.0, "specific membrane capacitance"),
        constant("g_nap", r"g_\mathrm{Na}", MillisiemensPerCm2, 20.0, "persistent sodium conductance"),
        constant("g_k", r"g_\mathrm{K}", MillisiemensPerCm2, 10.0, "maximal potassium conductance"),
        constant("g_l", r"g_\mathrm{L}", MillisiemensPerCm2, 8.0, "leak conductance"),
        constant("e_na", r"E_\mathrm{Na}", Millivolt, 60.0, "sodium reversal potential"),
        constant("e_k", r"E_\mathrm{K}", Millivolt, -90.0, "potassium reversal potential"),
        constant("e_l", r"E_\mathrm{L}", Millivolt, -80.0, "leak reversal potential"),
        constant("m_midpoint", "V_{1/2,m}", Millivolt, -20.0, "voltage of half sodium activation"),
        constant("m_slope", "k_m", Millivolt, 15.0, "steepness of sodium activation", ge=0.01),
        constant("n_midpoint", "V_{1/2,n}", Millivolt, -25.0, "voltage of half potassium activation"),
        constant("n_slope", "k_n", Millivolt, 5.0, "steepness of potassium activation", ge=0.01),
        constant("tau_n", r"\tau_n", TimeSpan, 1.0, "time constant of potassium activation", ge=1e-3, le=1e6),
    ),
    gates=(
        Gate("m", "persistent sodium activation", Instantaneous("sigmoid((V - m_midpoint) / m_slope)")),
        Gate("n", "potassium activation", Relaxation("sigmoid((V - n_midpoint) / n_slope)", "tau_n")),
    ),
    currents=(
        Current("nap", r"I_\mathrm{Na,p}", "persistent sodium current", "g_nap", "e_na", (("m", 1),)),
        Current("k", r"I_\mathrm{K}", "potassium current", "g_k", "e_k", (("n", 1),)),
        Current("l", r"I_\mathrm{L}", "leak current", "g_l", "e_l"),
    ),
    presets=(
        Preset(
            "high-threshold",
            "high-threshold potassium current (the default): firing begins by a saddle-node on an invariant "
            "circle, at 4.51 µA/cm²",
            {"e_l": -80.0, "n_midpoint": -25.0, "tau_n": 1.0},
        ),
        Preset(
            "low-threshold",
            "low-threshold potassium current: oscillations begin by a supercritical Andronov-Hopf "
            "bifurcation, at 14.66 µA/cm²",
            {"e_l": -78.0, "n_midpoint": -45.0, "tau_n": 1.0},
        ),
        Preset(
            "bistable",
            "fast high-threshold potassium current: rest and firing coexist below the saddle-node",
            {"e_l": -80.0, "n_midpoint": -25.0, "tau_n": 0.152},
        ),
    ),
    standard=Standard(
        duration=50.0,
        stimulus=(Step(amplitude=10.0),),
        current=10.0,
        current_range=(0.0, 60.0),
        voltage_range=(-90.0, 20.0),
        spike_threshold=-20.0,
    ),
    references=("izhikevich-2007",),
    notes=(
        "A spike is an upward crossing of -20 mV here: peaks are between -12 and +10 mV.",
        "The low-threshold set has E_L = -78 mV as well as V_1/2,n = -45 mV.",
    ),
)
