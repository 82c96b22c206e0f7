"""The rabbit node of Ranvier of Chiu, Ritchie, Rogart and Stagg, at 37 °C by Sweeney, Mortimer and Durand."""

from core.neuron.catalogue.rate_forms import rate_constants, sigmoidal
from core.neuron.declaration import Current, Gate, Model, Preset, Rates, Standard, constant
from core.quantity import Celsius, Dimensionless, MicrofaradPerCm2, MillisiemensPerCm2, Millivolt
from core.stimulus import Pulse

_SCALE = "q10 ^ ((temperature - 37) / 10)"
_ALPHA_M = "(126 + 0.363 * V) * sigmoid((V + 49) / 5.3)"

CHIU_RITCHIE = Model(
    name="chiu-ritchie",
    title="Rabbit node of Ranvier (Chiu, Ritchie, Rogart and Stagg; Sweeney)",
    description="Sodium and leak currents of a mammalian node, which repolarises without potassium channels.",
    capacitance="c_m",
    parameters=(
        constant("c_m", "C_m", MicrofaradPerCm2, 2.5, "specific membrane capacitance"),
        constant("g_na", r"\bar g_\mathrm{Na}", MillisiemensPerCm2, 1445.0, "maximal sodium conductance"),
        constant("g_l", r"g_\mathrm{L}", MillisiemensPerCm2, 128.0, "leak conductance"),
        constant("e_na", r"E_\mathrm{Na}", Millivolt, 35.64, "sodium reversal potential"),
        constant("e_l", r"E_\mathrm{L}", Millivolt, -80.01, "leak reversal potential"),
        constant("temperature", "T", Celsius, 37.0, "temperature", ge=-20.0, le=60.0),
        constant("q10", "Q_{10}", Dimensionless, 3.0, "factor of all rates for 10 °C", gt=0.0, le=10.0),
        constant("v_m", "V_m", Millivolt, -56.2, "voltage of half activation"),
        constant("k_m", "k_m", Millivolt, 4.17, "steepness of activation", ge=0.01),
        *rate_constants("h", "beta", "sigmoid", 15.6, -56.0, 10.0),
        constant("v_h", "V_h", Millivolt, -74.5, "voltage of half inactivation"),
        constant("k_h", "k_h", Millivolt, 5.0, "steepness of inactivation", ge=0.01),
    ),
    gates=(
        Gate(
            "m",
            "sodium activation",
            Rates(_ALPHA_M, f"{_ALPHA_M} * exp(-(V - v_m) / k_m)"),
            _SCALE,
        ),
        Gate(
            "h",
            "sodium inactivation (1: not inactivated)",
            Rates(f"{sigmoidal('beta_h')} * exp(-(V - v_h) / k_h)", sigmoidal("beta_h")),
            _SCALE,
        ),
    ),
    currents=(
        Current("na", r"I_\mathrm{Na}", "sodium current", "g_na", "e_na", (("m", 2), ("h", 1))),
        Current("l", r"I_\mathrm{L}", "leak current", "g_l", "e_l"),
    ),
    presets=(Preset("sweeney", "the node of Sweeney's fibre at 37 °C (the default)", {"temperature": 37.0}),),
    standard=Standard(
        duration=1.0,
        stimulus=(Pulse(amplitude=4000.0, onset=0.1, duration=0.05),),
        current=0.0,
        current_range=(-2000.0, 10000.0),
        voltage_range=(-120.0, 60.0),
        spike_threshold=-20.0,
    ),
    references=("chiu-1979", "sweeney-1987", "basser-roth-1991"),
    notes=(
        "Open probability m^2 h; there is no potassium current: the large leak repolarises the node.",
        "Rest at -80 mV, where E_L balances the few open sodium channels.",
        "Conductance and opening rate as corrected by Basser and Roth (1991); Q10 of 3 from 37 °C.",
    ),
)
