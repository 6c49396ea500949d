"""Fields of a request as Sentry's serializers take them: the same limits, the same sentences.

A field raises `Wrong` with what belongs under its name in the answer: a list of sentences, or for a
list of objects the faults by place and name.
Source: docs/wire.md#error-answers, Django REST framework.
"""

import ipaddress
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

Json = dict[str, Any]
Check = Callable[[object], object]

LONGEST_URL: Final = 200
"""Of the column that it is kept in."""
_SCHEMES: Final = ("http", "https", "ftp", "ftps")
_HOST: Final = re.compile(
    r"localhost|(?=.{1,253}$)([a-z0-9\u00a1-\uffff]([a-z0-9\u00a1-\uffff-]{0,61}"
    r"[a-z0-9\u00a1-\uffff])?\.)+(?!-)([a-z\u00a1-\uffff-]{2,63}|xn--[a-z0-9]{1,59})(?<!-)\.?",
    re.IGNORECASE,
)


class Wrong(Exception):
    """What is wrong with a value, in the form of the answer."""

    def __init__(self, said: object) -> None:
        super().__init__(said)
        self.said = said


def text(longest: int | None = None, *, blank: bool = True, null: bool = True) -> Check:
    """Make the check of a text field; space around it is not counted."""

    def check(value: object) -> object:
        if value is None:
            if null:
                return None
            raise Wrong(["This field may not be null."])
        if not isinstance(value, str):
            raise Wrong(["Not a valid string."])
        stripped = value.strip()
        if "\0" in stripped:
            raise Wrong(["Null characters are not allowed."])
        if not stripped and not blank:
            raise Wrong(["This field may not be blank."])
        if longest is not None and len(stripped) > longest:
            raise Wrong([f"Ensure this field has no more than {longest} characters."])
        return value

    return check


def moment(value: object) -> str | None:
    """Read a time and give it in UTC; nanoseconds are cut to microseconds."""
    if value is None or value == "":
        return None
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
        aware = read.replace(tzinfo=UTC) if read and read.tzinfo is None else read
        utc = aware.astimezone(UTC) if aware else None
    except (ValueError, OverflowError) as error:
        raise Wrong(["Datetime has wrong format."]) from error
    if utc is None:
        raise Wrong(["Datetime has wrong format."])
    return utc.isoformat(timespec="microseconds").replace("+00:00", "Z")


def url(value: object) -> object:
    """Check an address: of the web, on a host that has a whole name."""
    told = text(LONGEST_URL)(value)
    if isinstance(told, str) and told.strip() and not _is_address(told.strip()):
        raise Wrong(["Enter a valid URL."])
    return told


def objects(value: object, fields: dict[str, Check], required: tuple[str, ...]) -> list[Json]:
    """Check a list of objects; all faults at once, by place and field."""
    if not isinstance(value, list):
        kind = type(value).__name__
        raise Wrong([f'Expected a list of items but got type "{kind}".'])
    faults = {
        str(place): said
        for place, one in enumerate(value)
        if (said := _faults(one, fields, required))
    }
    if faults:
        raise Wrong(faults)
    return value


def _faults(one: object, fields: dict[str, Check], required: tuple[str, ...]) -> Json:
    if not isinstance(one, dict):
        return {"non_field_errors": ["Invalid data. Expected a dictionary."]}
    faults: Json = {name: ["This field is required."] for name in required if name not in one}
    for name, check in fields.items():
        if name in one:
            try:
                check(one[name])
            except Wrong as wrong:
                faults[name] = wrong.said
    return faults


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme.lower() not in _SCHEMES or re.search(r"\s", value):
        return False
    return bool(_HOST.fullmatch(host)) or _is_number(host)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
