"""Wang and Buzsáki's fast-spiking hippocampal interneuron, with instantaneous sodium activation."""

from core.neuron.catalogue.rate_forms import exp_linear, exponential, rate_constants, sigmoidal, steady_state
from core.neuron.declaration import Current, Gate, Instantaneous, Model, Preset, Rates, Standard, constant
from core.quantity import Dimensionless, MicrofaradPerCm2, MillisiemensPerCm2, Millivolt
from core.stimulus import Step

WANG_BUZSAKI = Model(
    name="wang-buzsaki",
    title="Wang-Buzsáki hippocampal interneuron",
    description="Sodium (with instantaneous activation), fast delayed-rectifier potassium and leak currents.",
    capacitance="c_m",
    parameters=(
        constant("c_m", "C_m", MicrofaradPerCm2, 1.0, "specific membrane capacitance"),
        constant("g_na", r"g_\mathrm{Na}", MillisiemensPerCm2, 35.0, "maximal sodium conductance"),
        constant("g_k", r"g_\mathrm{K}", MillisiemensPerCm2, 9.0, "maximal potassium conductance"),
        constant("g_l", r"g_\mathrm{L}", MillisiemensPerCm2, 0.1, "leak conductance"),
        constant("e_na", r"E_\mathrm{Na}", Millivolt, 55.0, "sodium reversal potential"),
        constant("e_k", r"E_\mathrm{K}", Millivolt, -90.0, "potassium reversal potential"),
        constant("e_l", r"E_\mathrm{L}", Millivolt, -65.0, "leak reversal potential"),
        constant("phi", r"\varphi", Dimensionless, 5.0, "factor of the rates of h and n", gt=0.0, le=100.0),
        *rate_constants("m", "alpha", "exp-linear", 1.0, -35.0, 10.0),
        *rate_constants("m", "beta", "exponential", 4.0, -60.0, 18.0),
        *rate_constants("h", "alpha", "exponential", 0.07, -58.0, 20.0),
        *rate_constants("h", "beta", "sigmoid", 1.0, -28.0, 10.0),
        *rate_constants("n", "alpha", "exp-linear", 0.1, -34.0, 10.0),
        *rate_constants("n", "beta", "exponential", 0.125, -44.0, 80.0),
    ),
    gates=(
        Gate(
            "m",
            "sodium activation",
            Instantaneous(steady_state(exp_linear("alpha_m"), exponential("beta_m"))),
        ),
        Gate(
            "h",
            "sodium inactivation (1: not inactivated)",
            Rates(exponential("alpha_h"), sigmoidal("beta_h")),
            "phi",
        ),
        Gate("n", "potassium activation", Rates(exp_linear("alpha_n"), exponential("beta_n")), "phi"),
    ),
    currents=(
        Current("na", r"I_\mathrm{Na}", "sodium current", "g_na", "e_na", (("m", 3), ("h", 1))),
        Current("k", r"I_\mathrm{K}", "potassium current", "g_k", "e_k", (("n", 4),)),
        Current("l", r"I_\mathrm{L}", "leak current", "g_l", "e_l"),
    ),
    presets=(
        Preset("standard", "the paper's cell (the default)", {"phi": 5.0}),
        Preset("figure-3b", "slower h and n, so a deeper afterhyperpolarisation", {"phi": 3.3}),
        Preset("figure-3c", "still slower h and n, and a still deeper afterhyperpolarisation", {"phi": 2.0}),
    ),
    standard=Standard(
        duration=200.0,
        stimulus=(Step(amplitude=1.0),),
        current=1.0,
        current_range=(0.0, 30.0),
        voltage_range=(-80.0, 60.0),
    ),
    references=("wang-buzsaki-1996", "boergers-2017"),
    notes=(
        "phi multiplies the rates of h and n; sodium activation has its steady state at every moment.",
        "Class 1: firing begins by a saddle-node on an invariant circle at 0.16 µA/cm².",
    ),
)
