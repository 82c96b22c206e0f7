"""Quantities that describe spikes and spike trains.

Names in brackets are eFEL's, whose definitions these are: https://efel.readthedocs.io/en/latest/eFeatures.html
"""

from dataclasses import dataclass

from core.parameters import parameter
from core.quantity import Count, Dimensionless, Duration, Hertz, Millisecond, Number, Potential, VoltageRate


@dataclass(frozen=True, kw_only=True)
class SpikeShape:
    """Measures of a spike, each null where it has none; names in brackets are eFEL's."""

    ap_begin_voltage: Potential | None = parameter(
        meaning="voltage at the begin, where dV/dt last rises through `derivative_threshold`, stays above it "
        "for 0.1 ms or more, and V does not fall again before the spike [AP_begin_voltage]"
    )
    ap_amplitude: Potential | None = parameter(meaning="peak less the voltage at the begin [AP_amplitude]")
    ap_rise_time: Duration | None = parameter(meaning="from the begin to the peak [AP_rise_time]")
    ap_fall_time: Duration | None = parameter(
        meaning="from the peak to the end, where dV/dt, after the steepest fall, rises through -12 mV/ms "
        "[AP_fall_time]"
    )
    ap_duration: Duration | None = parameter(meaning="from the begin to the end [AP_duration]")
    ap_duration_half_width: Duration | None = parameter(
        meaning="width halfway between the voltage at the begin and the peak [AP_duration_half_width]"
    )
    spike_half_width: Duration | None = parameter(
        meaning="width halfway between the minimum after the spike and the peak [spike_half_width]"
    )
    ap_peak_upstroke: VoltageRate | None = parameter(
        meaning="highest dV/dt from the begin to the peak [AP_peak_upstroke]"
    )
    ap_peak_downstroke: VoltageRate | None = parameter(
        meaning="lowest dV/dt from the peak to the minimum after the spike [AP_peak_downstroke]"
    )
    ahp_depth_abs: Potential | None = parameter(
        meaning="first minimum after the spike from which V rises by 0.01 mV [AHP_depth_abs, min_AHP_values]"
    )
    ahp_time_from_peak: Duration | None = parameter(
        meaning="from the peak to that minimum [AHP_time_from_peak]"
    )
    fast_ahp: Potential | None = parameter(meaning="voltage at the begin less that minimum [fast_AHP]")
    ahp_depth: Potential | None = parameter(meaning="that minimum less `voltage_base` [AHP_depth]")


SHAPE = tuple(SpikeShape.__dataclass_fields__)
"""Names of a spike's measures, in the order of the columns of `core.neuron.spikes.measures`."""


@dataclass(frozen=True, kw_only=True)
class SpikingFeatures:
    """Measures of the voltage, from the solution itself and not from its samples.

    Names in brackets are eFEL's, for which the time of a spike is that of its peak. The stimulus lasts from
    the first onset to the last end; without one, from the begin to the end of the run.
    """

    spike_count: Count = parameter(meaning="upward crossings of the spike threshold")
    first_spike_time: Millisecond | None = parameter(meaning="first upward crossing; null without a spike")
    mean_interspike_interval: Duration | None = parameter(
        meaning="mean time between successive crossings; null below two spikes"
    )
    rate: Hertz | None = parameter(
        meaning="steady rate: reciprocal mean of the later half of the interspike intervals; null below two "
        "spikes"
    )
    peak_voltage: Potential = parameter(meaning="highest voltage of the run")
    peak_time: Millisecond = parameter(meaning="when it is reached")
    trough_voltage: Potential | None = parameter(
        meaning="lowest minimum of the voltage after the first crossing; null if there is none"
    )
    trough_time: Millisecond | None = parameter(meaning="when it is reached")
    oscillation_frequency: Hertz | None = parameter(
        meaning="reciprocal time between the last two maxima of the voltage, where these differ by less than "
        "1 mV and rise 1 mV or more from the last minimum, whether they cross the threshold or not; else null"
    )
    final_voltage: Potential = parameter(meaning="voltage at the end of the run")
    time_to_first_spike: Duration | None = parameter(
        meaning="latency: from the onset of the stimulus to the first peak after it [time_to_first_spike]"
    )
    mean_frequency: Hertz | None = parameter(
        meaning="spikes during the stimulus over the time from its onset to the last of them [mean_frequency]"
    )
    doublet_isi: Duration | None = parameter(meaning="first interspike interval [doublet_ISI]")
    inv_first_isi: Hertz | None = parameter(meaning="reciprocal first interspike interval [inv_first_ISI]")
    inv_last_isi: Hertz | None = parameter(meaning="reciprocal last interspike interval [inv_last_ISI]")
    isi_cv: Dimensionless | None = parameter(
        meaning="standard deviation of the interspike intervals over their mean, without the first interval; "
        "null below four spikes [ISI_CV]"
    )
    irregularity_index: Duration | None = parameter(
        meaning="mean absolute difference of successive interspike intervals, without the first; null below "
        "four spikes [irregularity_index]"
    )
    adaptation_index: Dimensionless | None = parameter(
        meaning="mean of the difference of successive interspike intervals over their sum, during the "
        "stimulus, without the first tenth of the spikes, two at most; null below four others; positive "
        "where firing slows down [adaptation_index]"
    )
    adaptation_index2: Dimensionless | None = parameter(
        meaning="the same, without the first spike only; null below four spikes [adaptation_index2]"
    )
    strict_burst_number: Count = parameter(
        meaning="bursts of two or more spikes: one ends before an interval of more than twice the median of "
        "its own, and begins with one of less than half of the interval before; a regular train is one burst "
        "[strict_burst_number with ignore_first_ISI = 0]"
    )
    spikes_per_burst: Number | None = parameter(meaning="mean number of spikes of these [spikes_per_burst]")
    burst_period: Duration | None = parameter(
        meaning="mean time from the first peak of a burst to that of the next; null below two bursts"
    )
    voltage_base: Potential | None = parameter(
        meaning="mean voltage of the last tenth of the time before the stimulus; null where there is none "
        "[voltage_base]"
    )
    steady_state_voltage_stimend: Potential | None = parameter(
        meaning="mean voltage of the last tenth of the stimulus [steady_state_voltage_stimend]"
    )
    depol_block: bool | None = parameter(
        meaning="whether V stays above the mean voltage at which spikes begin for more than 50 ms; null "
        "where no spike has a begin [depol_block_bool, but for its limit on hyperpolarisation]"
    )
    mean_spike: SpikeShape | None = parameter(
        meaning="means of the measures of the spikes, each over those that have it; null without any"
    )
