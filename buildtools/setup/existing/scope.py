"""Names and their values at one place of a file, with those of the levels around it."""

from typing import NamedTuple

from buildtools.setup.existing.predefined import told_of
from buildtools.setup.existing.programs import OF_PROGRAM
from buildtools.setup.existing.told import Told, is_secret, unknown


class Held(NamedTuple):
    """A value, and where it was given."""

    told: Told
    place: str


class Scope:
    """What names stand for: one level, and the ones around it."""

    def __init__(self, above: "Scope | None" = None) -> None:
        self._above = above
        self._values: dict[str, Held] = {}
        self.secrets: list[str] = above.secrets if above else []
        """Places at which a secret stands as it is."""

    def put(self, name: str, told: Told, place: str, *, maybe: bool = False) -> None:
        """Set a name; under a condition the value before stays possible. No secret is kept."""
        if told.is_literal and is_secret(name, told.text):
            self.secrets.append(place)
            told = Told(f"{{env.{name}}}")
        before = self.find(name)
        if maybe and before and before.told.text and not before.told.why:
            if told.why:  # as it was, where the condition does not hold
                told = before.told._replace(sure=False)
            else:
                told = told._replace(others=(*before.told.every, *told.others))
        self._values[name] = Held(told, place)

    def find(self, name: str) -> Held | None:
        """Return what a name was set to, here or above."""
        alike = _alike(name)
        level: Scope | None = self
        while level is not None:
            for key in (name, alike):
                if key in level._values:
                    return level._values[key]
            level = level._above
        return None

    def told(self, name: str) -> Told:
        """Return what a name stands for, be it set here or by whoever runs it."""
        found = self.find(name)
        if found is not None and found.told.variable != name:
            return found.told
        if name.startswith(OF_PROGRAM):
            return unknown(f"`{name.removeprefix(OF_PROGRAM)}` is worked out by the program")
        return told_of(name)

    def names(self) -> dict[str, Held]:
        """Return all that is set, the nearest value of each."""
        return {**(self._above.names() if self._above else {}), **self._values}


def _alike(name: str) -> str:
    """Return how a variable is called for programs, where a system's own names have dots."""
    return name.replace(".", "_").upper() if "." in name else name
