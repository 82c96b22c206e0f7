"""One file a media type, and one place where the format of an answer is agreed upon."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from service.encoding import as_csv, as_json, as_ndjson
from service.encoding.plain import Answer
from service.problems import ProblemError, shortened


@dataclass(frozen=True, slots=True)
class Format:
    """A format that answers can be had in.

    Attributes
    ----------
    seconds_per_number
        How long it takes to write one number [s].
    live
        Whether an answer in it can be sent while it is computed.
    """

    name: str
    media_type: str
    encode: Callable[[Answer], Iterator[bytes]]
    seconds_per_number: float
    live: bool = False


FORMATS = {
    "json": Format("json", as_json.MEDIA_TYPE, as_json.encode, 1.5e-7),
    "ndjson": Format("ndjson", as_ndjson.MEDIA_TYPE, as_ndjson.encode, 6e-7, live=True),
    "csv": Format("csv", as_csv.MEDIA_TYPE, as_csv.encode, 2e-7),
}
MAX_ACCEPT = 1000


def negotiate(accept: Sequence[str], wanted: str | None) -> Format:
    """The format of an answer: by name (`?format=`), else by the Accept headers, else JSON.

    Of equally good ones it is the first in the table: JSON.

    Raises
    ------
    ProblemError
        None of the formats that are asked for exists (not-acceptable).
    """
    if wanted is not None:
        if wanted not in FORMATS:
            raise _not_acceptable(f"There is no format {shortened(wanted, 40)!r}.")
        return FORMATS[wanted]
    asked = ",".join(accept)[:MAX_ACCEPT]
    if not asked.strip(" ,"):
        return FORMATS["json"]
    ranges = [_media_range(part) for part in asked.split(",")]
    best = max(FORMATS.values(), key=lambda entry: _quality(entry.media_type, ranges))
    if _quality(best.media_type, ranges) <= 0.0:
        raise _not_acceptable(f"Nothing here is {shortened(asked, 80)!r}.")
    return best


def _media_range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return name, min(1.0, max(0.0, float(parameter[2:])))
            except ValueError:
                return name, 0.0
    return name, 1.0


def _quality(media_type: str, ranges: list[tuple[str, float]]) -> float:
    """Quality that the most specific matching range gives a media type."""
    family = media_type.split("/", maxsplit=1)[0] + "/*"
    for pattern in (media_type, family, "*/*"):
        found = [quality for name, quality in ranges if name == pattern]
        if found:
            return max(found)
    return 0.0


def _not_acceptable(detail: str) -> ProblemError:
    offered = ", ".join(f"{entry.media_type} (?format={entry.name})" for entry in FORMATS.values())
    return ProblemError("not-acceptable", f"{detail} There is: {offered}.", headers={"Vary": "Accept"})
