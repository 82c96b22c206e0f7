from dataclasses import dataclass
from typing import Annotated

import pytest

from core.errors import ParameterError
from core.parameters import Parameters, declared, declared_units, numbers, parameter
from core.quantity import Bounds, Count, Driven, MicroampPerCm2, Millivolt, annotated_quantity
from core.stimulus import Noise, PulseTrain, Samples, Step, Stimulus


@dataclass(frozen=True, kw_only=True)
class Thing(Parameters):
    voltage: Millivolt = parameter(-65.0, "a voltage", le=0.0)
    count: Count = parameter(1, "a count")
    many: tuple[Millivolt, ...] = parameter((), "voltages", max_items=1000)
    maybe: Millivolt | None = parameter(None, "perhaps a voltage")
    stimulus: Annotated[tuple[Stimulus, ...], Driven(annotated_quantity(MicroampPerCm2))] = parameter(())


def refusal(**values: object) -> ParameterError:
    with pytest.raises(ParameterError) as caught:
        Thing(**values)  # type: ignore[arg-type]  # wrong on purpose
    return caught.value


def test_tighter_bounds_replace_one_side_only() -> None:
    assert declared(Thing)["voltage"].quantity is not None
    bounds = declared(Thing)["voltage"].quantity
    assert bounds is not None
    assert bounds.bounds == Bounds(ge=-2000.0, le=0.0)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1.0, -2001.0])
def test_a_value_out_of_bounds_is_refused_where_it_stands(value: float) -> None:
    error = refusal(voltage=value)
    assert error.pointer == "/voltage"
    assert error.allowed == ">= -2000 and <= 0"


def test_an_integer_that_no_float_holds_is_out_of_bounds() -> None:
    assert refusal(count=10**400).pointer == "/count"
    assert refusal(voltage=-(10**400)).pointer == "/voltage"


@pytest.mark.parametrize("size", [3, 500])
@pytest.mark.parametrize("bad", [float("nan"), 5000.0])
def test_the_wrong_item_of_a_list_is_named(size: int, bad: float) -> None:
    values = [0.0] * size
    values[size - 2] = bad
    assert refusal(many=tuple(values)).pointer == f"/many/{size - 2}"


def test_the_length_of_a_list_is_bounded() -> None:
    error = refusal(many=(0.0,) * 1001)
    assert (error.pointer, error.allowed) == ("/many", "0 to 1000 items")


def test_null_is_no_number_to_check() -> None:
    assert Thing(maybe=None).maybe is None


def test_an_amplitude_is_checked_against_the_quantity_that_it_drives() -> None:
    error = refusal(stimulus=(Step(amplitude=1.0), Step(amplitude=1e7)))
    assert error.pointer == "/stimulus/1/amplitude"
    assert "µA/cm²" in error.detail


def test_the_samples_of_a_current_are_checked() -> None:
    values = [0.0] * 1000
    values[700] = -1e7
    error = refusal(stimulus=(Samples(values=tuple(values), interval=0.1),))
    assert error.pointer == "/stimulus/0/values/700"


@pytest.mark.parametrize("amplitude", [float("nan"), float("inf")])
def test_an_amplitude_is_finite_whatever_it_drives(amplitude: float) -> None:
    with pytest.raises(ParameterError) as caught:
        Step(amplitude=amplitude)
    assert caught.value.pointer == "/amplitude"


def test_a_standard_deviation_is_not_negative() -> None:
    with pytest.raises(ParameterError) as caught:
        Noise(standard_deviation=-1.0)
    assert caught.value.pointer == "/standard_deviation"


def test_pulses_of_a_train_may_not_overlap() -> None:
    with pytest.raises(ParameterError) as caught:
        PulseTrain(amplitude=1.0, duration=2.0, period=2.0)
    assert caught.value.pointer == "/duration"


def test_an_array_is_made_once() -> None:
    samples = Samples(values=(1.0, 2.0), interval=0.1)
    assert numbers(samples, "values") is numbers(samples, "values")
    assert samples == Samples(values=(1.0, 2.0), interval=0.1)


def test_a_misspelt_limit_is_refused() -> None:
    with pytest.raises(TypeError, match="grater"):
        parameter(0.0, "x", grater=1.0)  # type: ignore[call-arg]  # wrong on purpose


def test_a_mutable_default_is_refused() -> None:
    with pytest.raises(TypeError, match="tuple"):
        parameter([], "x")


def test_bounds_read_as_a_sentence() -> None:
    assert str(Bounds(gt=0.0, le=1e9)) == "> 0 and <= 1000000000"
    assert str(Bounds()) == "any finite number"


def test_units_are_collected_from_everything_below() -> None:
    assert declared_units(Thing)["voltage"] == "mV"
    assert declared_units(Thing)["onset"] == "ms"
