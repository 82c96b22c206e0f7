"""Morris and Lecar's barnacle muscle fibre, reduced to two variables."""

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
from core.quantity import MicrofaradPerCm2, MillisiemensPerCm2, Millivolt, PerMillisecond
from core.stimulus import Step

MORRIS_LECAR = Model(
    name="morris-lecar",
    title="Morris-Lecar barnacle muscle fibre",
    description="Instantaneous calcium, delayed-rectifier potassium and leak currents; two state variables.",
    capacitance="c_m",
    parameters=(
        constant("c_m", "C", MicrofaradPerCm2, 20.0, "specific membrane capacitance"),
        constant("g_ca", r"g_\mathrm{Ca}", MillisiemensPerCm2, 4.4, "maximal calcium conductance"),
        constant("g_k", r"g_\mathrm{K}", MillisiemensPerCm2, 8.0, "maximal potassium conductance"),
        constant("g_l", r"g_\mathrm{L}", MillisiemensPerCm2, 2.0, "leak conductance"),
        constant("e_ca", r"E_\mathrm{Ca}", Millivolt, 120.0, "calcium reversal potential"),
        constant("e_k", r"E_\mathrm{K}", Millivolt, -84.0, "potassium reversal potential"),
        constant("e_l", r"E_\mathrm{L}", Millivolt, -60.0, "leak reversal potential"),
        constant("v1", "V_1", Millivolt, -1.2, "voltage of half calcium activation"),
        constant("v2", "V_2", Millivolt, 18.0, "steepness of calcium activation", ge=0.01),
        constant("v3", "V_3", Millivolt, 2.0, "voltage of half potassium activation"),
        constant("v4", "V_4", Millivolt, 30.0, "steepness of potassium activation", ge=0.01),
        constant("phi", r"\varphi", PerMillisecond, 0.04, "rate of potassium activation", gt=0.0, le=1e3),
    ),
    gates=(
        Gate("m", "calcium activation", Instantaneous("0.5 * (1 + tanh((V - v1) / v2))")),
        Gate(
            "n",
            "potassium activation",
            Relaxation("0.5 * (1 + tanh((V - v3) / v4))", "1 / cosh((V - v3) / (2 * v4))"),
            scale="phi",
        ),
    ),
    currents=(
        Current("ca", r"I_\mathrm{Ca}", "calcium current", "g_ca", "e_ca", (("m", 1),)),
        Current("k", r"I_\mathrm{K}", "potassium current", "g_k", "e_k", (("n", 1),)),
        Current("l", r"I_\mathrm{L}", "leak current", "g_l", "e_l"),
    ),
    presets=(
        Preset(
            "hopf", "class 2 excitability (the default)", {"g_ca": 4.4, "v3": 2.0, "v4": 30.0, "phi": 0.04}
        ),
        Preset(
            "snic",
            "class 1 excitability: firing begins by a saddle-node on an invariant circle",
            {"g_ca": 4.0, "v3": 12.0, "v4": 17.4, "phi": 0.067},
        ),
        Preset(
            "homoclinic",
            "firing begins by a saddle-homoclinic bifurcation",
            {"g_ca": 4.0, "v3": 12.0, "v4": 17.4, "phi": 0.23},
        ),
    ),
    standard=Standard(
        duration=500.0,
        stimulus=(Step(amplitude=100.0),),
        current=100.0,
        current_range=(0.0, 250.0),
        voltage_range=(-80.0, 60.0),
    ),
    references=("morris-lecar-1981", "rinzel-ermentrout-1998"),
    notes=("The time constant of n is 1/(phi cosh((V - V3)/(2 V4))) ms: phi carries the unit 1/ms.",),
)
