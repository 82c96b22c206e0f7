"""Pospischil and colleagues' minimal cells: one set of currents for four classes of cortical neurons."""

from core.neuron.catalogue.rate_forms import (
    exp_linear,
    exponential,
    falling_exp_linear,
    rate_constants,
    sigmoidal,
)
from core.neuron.declaration import (
    Current,
    Gate,
    Instantaneous,
    Model,
    Preset,
    Rates,
    Relaxation,
    Standard,
    constant,
)
from core.quantity import (
    Celsius,
    Dimensionless,
    MicrofaradPerCm2,
    MillisiemensPerCm2,
    Millivolt,
    TimeSpan,
)
from core.stimulus import Pulse

_SHIFTED = "(V - v_t)"
_SPIKE_SCALE = "q10 ^ ((temperature - 36) / 10)"
_M_SCALE = "q10_m ^ ((temperature - 36) / 10)"
_T_SCALE = "q10 ^ ((temperature - 24) / 10)"

_T_TIME = "30.8 + (211.4 + exp((V + v_x + 113.2) / 5)) / (1 + exp((V + v_x + 84) / 3.2))"  # at 24 °C

_REBOUND = {"g_na": 50.0, "g_kd": 5.0, "g_m": 0.03, "g_l": 0.01, "e_l": -85.0}

POSPISCHIL = Model(
    name="pospischil",
    title="Pospischil minimal cortical cells",
    description="Sodium, delayed-rectifier, M-type potassium, high- and low-threshold calcium and leak "
    "currents; a class of neurons has some of them, the others have no conductance.",
    capacitance="c_m",
    parameters=(
        constant("c_m", "C_m", MicrofaradPerCm2, 1.0, "specific membrane capacitance"),
        constant("g_na", r"\bar g_\mathrm{Na}", MillisiemensPerCm2, 50.0, "maximal sodium conductance"),
        constant(
            "g_kd", r"\bar g_\mathrm{Kd}", MillisiemensPerCm2, 5.0, "maximal delayed-rectifier conductance"
        ),
        constant("g_m", r"\bar g_\mathrm{M}", MillisiemensPerCm2, 0.07, "maximal M-type conductance"),
        constant(
            "g_ca_l", r"\bar g_\mathrm{Ca,L}", MillisiemensPerCm2, 0.0, "maximal high-threshold conductance"
        ),
        constant(
            "g_ca_t", r"\bar g_\mathrm{Ca,T}", MillisiemensPerCm2, 0.0, "maximal low-threshold conductance"
        ),
        constant("g_l", r"g_\mathrm{leak}", MillisiemensPerCm2, 0.1, "leak conductance"),
        constant("e_na", r"E_\mathrm{Na}", Millivolt, 50.0, "sodium reversal potential"),
        constant("e_k", r"E_\mathrm{K}", Millivolt, -100.0, "potassium reversal potential"),
        constant("e_ca", r"E_\mathrm{Ca}", Millivolt, 120.0, "calcium reversal potential"),
        constant("e_l", r"E_\mathrm{leak}", Millivolt, -70.0, "leak reversal potential"),
        constant("v_t", "V_T", Millivolt, -55.0, "shifts the kinetics of the spike: its threshold"),
        constant("v_x", "V_x", Millivolt, 2.0, "shifts the kinetics of the low-threshold calcium current"),
        constant(
            "tau_max", r"\tau_\mathrm{max}", TimeSpan, 1000.0, "scale of M-type activation's time", ge=1e-3
        ),
        *rate_constants("m", "alpha", "exp-linear", 1.28, 13.0, 4.0),
        *rate_constants("m", "beta", "falling exp-linear", 1.4, 40.0, 5.0),
        *rate_constants("h", "alpha", "exponential", 0.128, 17.0, 18.0),
        *rate_constants("h", "beta", "sigmoid", 4.0, 40.0, 5.0),
        *rate_constants("n", "alpha", "exp-linear", 0.16, 15.0, 5.0),
        *rate_constants("n", "beta", "exponential", 0.5, 10.0, 40.0),
        *rate_constants("q", "alpha", "exp-linear", 0.209, -27.0, 3.8),
        *rate_constants("q", "beta", "exponential", 0.94, -75.0, 17.0),
        *rate_constants("r", "alpha", "exponential", 4.57e-4, -13.0, 50.0),
        *rate_constants("r", "beta", "sigmoid", 0.0065, -15.0, 28.0),
        constant("p_midpoint", "V_p", Millivolt, -35.0, "voltage of half M-type activation"),
        constant("p_slope", "k_p", Millivolt, 10.0, "steepness of M-type activation", ge=0.01),
        constant("s_midpoint", "V_s", Millivolt, -57.0, "voltage of half low-threshold activation"),
        constant("s_slope", "k_s", Millivolt, 6.2, "steepness of low-threshold activation", ge=0.01),
        constant("u_midpoint", "V_u", Millivolt, -81.0, "voltage of half low-threshold inactivation"),
        constant("u_slope", "k_u", Millivolt, 4.0, "steepness of low-threshold inactivation", ge=0.01),
        constant("temperature", "T", Celsius, 36.0, "temperature", ge=-20.0, le=60.0),
        constant(
            "q10",
            "Q_{10}",
            Dimensionless,
            3.0,
            "factor of the rates of m, h, n, u for 10 °C",
            gt=0.0,
            le=10.0,
        ),
        constant(
            "q10_m", "Q_{10,p}", Dimensionless, 2.3, "factor of the rate of p for 10 °C", gt=0.0, le=10.0
        ),
    ),
    gates=(
        Gate(
            "m",
            "sodium activation",
            Rates(exp_linear("alpha_m", _SHIFTED), falling_exp_linear("beta_m", _SHIFTED)),
            _SPIKE_SCALE,
        ),
        Gate(
            "h",
            "sodium inactivation (1: not inactivated)",
            Rates(exponential("alpha_h", _SHIFTED), sigmoidal("beta_h", _SHIFTED)),
            _SPIKE_SCALE,
        ),
        Gate(
            "n",
            "delayed-rectifier activation",
            Rates(exp_linear("alpha_n", _SHIFTED), exponential("beta_n", _SHIFTED)),
            _SPIKE_SCALE,
        ),
        Gate(
            "p",
            "M-type potassium activation",
            Relaxation(
                "sigmoid((V - p_midpoint) / p_slope)",
                "tau_max / (3.3 * exp((V - p_midpoint) / 20) + exp(-(V - p_midpoint) / 20))",
            ),
            _M_SCALE,
        ),
        Gate(
            "q",
            "high-threshold calcium activation",
            Rates(exp_linear("alpha_q"), exponential("beta_q")),
        ),
        Gate(
            "r",
            "high-threshold calcium inactivation (1: not inactivated)",
            Rates(exponential("alpha_r"), sigmoidal("beta_r")),
        ),
        Gate(
            "s",
            "low-threshold calcium activation",
            Instantaneous("sigmoid((V + v_x - s_midpoint) / s_slope)"),
        ),
        Gate(
            "u",
            "low-threshold calcium inactivation (1: not inactivated)",
            Relaxation("sigmoid(-(V + v_x - u_midpoint) / u_slope)", _T_TIME),
            _T_SCALE,
        ),
    ),
    currents=(
        Current("na", r"I_\mathrm{Na}", "sodium current", "g_na", "e_na", (("m", 3), ("h", 1))),
        Current("kd", r"I_\mathrm{Kd}", "delayed-rectifier current", "g_kd", "e_k", (("n", 4),)),
        Current("m", r"I_\mathrm{M}", "M-type potassium current", "g_m", "e_k", (("p", 1),)),
        Current(
            "ca_l", r"I_\mathrm{L}", "high-threshold calcium current", "g_ca_l", "e_ca", (("q", 2), ("r", 1))
        ),
        Current(
            "ca_t", r"I_\mathrm{T}", "low-threshold calcium current", "g_ca_t", "e_ca", (("s", 2), ("u", 1))
        ),
        Current("l", r"I_\mathrm{leak}", "leak current", "g_l", "e_l"),
    ),
    presets=(
        Preset(
            "rs",
            "regular spiking: adapts by the M-type current (the default)",
            {"g_kd": 5.0, "g_m": 0.07, "g_l": 0.1, "e_l": -70.0},
        ),
        Preset(
            "fs",
            "fast spiking: no M-type current",
            {"g_kd": 10.0, "g_m": 0.0, "g_l": 0.15, "e_l": -70.0},
        ),
        Preset("ib", "intrinsically bursting: a burst, then single spikes", _REBOUND | {"g_ca_l": 0.17}),
        Preset(
            "lts", "low-threshold spiking: bursts from hyperpolarised voltages", _REBOUND | {"g_ca_t": 0.4}
        ),
        Preset("ib-repetitive", "bursts again and again", _REBOUND | {"g_ca_l": 0.22}),
        Preset(
            "rs-fitted",
            "fitted to a recorded regular-spiking cell (figure 2B)",
            {"g_na": 56.0, "g_kd": 6.0, "g_m": 0.075, "tau_max": 608.0, "v_t": -56.2}
            | {"g_l": 0.0205, "e_l": -70.3, "e_k": -90.0},
        ),
        Preset(
            "fs-fitted",
            "fitted to a recorded fast-spiking cell (figure 4)",
            {"g_na": 58.0, "g_kd": 3.9, "g_m": 0.0787, "tau_max": 502.0, "v_t": -57.9}
            | {"g_l": 0.038, "e_l": -70.4, "e_k": -90.0},
        ),
    ),
    standard=Standard(
        duration=1000.0,
        stimulus=(Pulse(amplitude=3.0, onset=300.0, duration=400.0),),
        current=3.0,
        current_range=(-1.0, 10.0),
        voltage_range=(-110.0, 60.0),
    ),
    references=("pospischil-2008",),
    notes=(
        "rs, fs, ib, lts: the cells of the authors' program (ModelDB 123623), where E_K is -100 mV.",
        "In that program calcium enters the driving force of I_T; here E_Ca is a constant.",
        "The time constant of u is the program's smooth fit: at 24 degC, over 3^1.2 = 3.74 at 36 degC.",
        "The voltages that the rates of m, h and n are measured from are relative to V_T.",
        "Currents in nA there are of cells 96 µm long and wide (fs: 67 µm).",
    ),
)
