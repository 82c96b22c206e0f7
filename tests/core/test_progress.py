"""Telling what is found on the way."""

from contextvars import copy_context

from core.progress import Found, emit, emitting, reporting

POINT = Found("point", "hopf", {"value": 9.78, "voltage": -60.1, "period": None})


def test_where_nobody_listens_nothing_happens() -> None:
    assert not emitting()
    emit(POINT)


def test_the_sink_of_the_innermost_block_is_told() -> None:
    outer: list[Found] = []
    inner: list[Found] = []
    with reporting(outer.append):
        with reporting(inner.append):
            assert emitting()
            emit(POINT)
        emit(POINT)
        copy_context().run(emit, POINT)  # as the threads do that help a job
    emit(POINT)
    assert (inner, outer) == ([POINT], [POINT, POINT])
