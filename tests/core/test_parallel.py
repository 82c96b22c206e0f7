"""Jobs that are spread, or run one after the other."""

import pytest

from core.errors import InterruptedComputationError
from core.interruption import interruptible
from core.parallel import Spreader, spread, spreading, threads


def test_without_a_spreader_jobs_run_one_after_the_other() -> None:
    seen: list[int] = []
    assert threads() == 1

    def double(item: int) -> int:
        seen.append(item)
        return 2 * item

    assert spread(double, [3, 1, 2]) == [6, 2, 4]
    assert seen == [3, 1, 2]


def test_an_installed_spreader_gets_the_jobs_inside_its_block() -> None:
    calls: list[int] = []

    def run(function: object, items: object) -> list[object]:
        calls.append(len(items))  # type: ignore[arg-type]
        return [function(item) for item in items]  # type: ignore[operator, attr-defined]

    with spreading(Spreader(run, 3)):
        assert threads() == 3
        assert spread(abs, [-1, -2]) == [1, 2]
        assert spread(abs, [-1]) == [1]
    assert spread(abs, [-1, -2]) == [1, 2]
    assert calls == [2]


def test_jobs_in_a_row_can_be_interrupted() -> None:
    def refuse() -> None:
        raise InterruptedComputationError("enough")

    with interruptible(refuse), pytest.raises(InterruptedComputationError):
        spread(abs, [1, 2])
