import numpy as np

from core.numerics.extremes import bin_extremes


def test_each_bin_gives_its_extremes() -> None:
    values = np.random.default_rng(1).normal(size=1003)
    edges = np.array([0, 3, 3, 500, 501, 1003], dtype=np.intp)
    found = set(bin_extremes(values, edges).tolist())
    expected: set[int] = set()
    for low, high in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if low < high:
            expected |= {low + int(values[low:high].argmin()), low + int(values[low:high].argmax())}
    assert found == expected


def test_the_first_of_equal_values_is_taken() -> None:
    assert bin_extremes(np.zeros(10), np.array([0, 5, 10], dtype=np.intp)).tolist() == [0, 5, 0, 5]
