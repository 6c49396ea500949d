"""Scrubbing as Sentry's servers do it, by their own engine: the home of `sentry_relay`.

The order is theirs: an event is normalised, then the advanced rules of organization and project
strike, joined into one set, then the data-scrubbing settings.
Source: getsentry/sentry, src/sentry/relay/datascrubbing.py; getsentry/relay, scrubbing of events.
"""

import json
from collections.abc import Iterator
from typing import Any

from buildtools.inspections.review.privacy.scrubbing import Rules, Scrubbing

INSTALL = 'sentry-relay is not installed: pip install "sentry-buildtools[review]"'

Event = dict[str, Any]


class Engine:
    """The engine, with one normaliser. Raises ImportError where it is not installed."""

    def __init__(self) -> None:
        import sentry_relay

        self._relay: Any = sentry_relay
        self._normalizer = self._relay.StoreNormalizer(
            project_id=1,
            key_id="1",
            protocol_version="7",
            client_ip=None,
            remove_other=True,
            normalize_user_agent=True,
            is_renormalize=False,
        )

    @property
    def version(self) -> str:
        """Return the engine's version: 0.10.1."""
        from importlib.metadata import version

        return version("sentry-relay")

    def normalise(self, event: Event) -> Event:
        """Return an event as a server understands it: cut, completed, moved to where it belongs."""
        normal: Event = self._normalizer.normalize_event(event)
        return normal

    def rule_sets(self, scrubbing: Scrubbing) -> tuple[Rules, ...]:
        """Return the sets that strike, in their order; none where all is off."""
        return tuple(each for each in (scrubbing.advanced, self.of_settings(scrubbing)) if each)

    def of_settings(self, scrubbing: Scrubbing) -> Rules:
        """Return the rules that the data-scrubbing settings stand for."""
        rules: Rules = self._relay.convert_datascrubbing_config(scrubbing.as_asked())
        return rules

    def strike(self, event: Event, *rule_sets: Rules) -> Event:
        """Scrub a normalised event. Raises ValueError where a set is of no use to the engine."""
        for rules in rule_sets:
            try:
                event = self._relay.pii_strip_event(rules, event)
            except self._relay.RelayError as failed:
                raise ValueError(first_line(failed)) from failed
        return event

    def refusal(self, rules: str) -> str:
        """Return why servers refuse a text of rules; nothing where they take it."""
        try:
            self._relay.validate_pii_config(rules)
        except (ValueError, self._relay.RelayError) as failed:
            return first_line(failed)
        return ""


def first_line(failed: Exception) -> str:
    """Return the last line of what the engine says: earlier ones draw the place."""
    return (str(failed).strip().splitlines() or ["it does not say why"])[-1]


def text_of(event: Event) -> str:
    """Return all of an event that is stored, as one text; not what is said of what was struck."""
    stored = {key: value for key, value in event.items() if key != "_meta"}
    return json.dumps(stored, ensure_ascii=False)


def struck_by(event: Event) -> tuple[str, ...]:
    """Return the rules that struck something in an event, each once: @email:replace."""
    return tuple(dict.fromkeys(_rules(event.get("_meta"))))


def _rules(meta: object) -> Iterator[str]:
    if isinstance(meta, list):
        for each in meta:
            yield from _rules(each)
    if not isinstance(meta, dict):
        return
    for key, value in meta.items():
        if key == "rem" and isinstance(value, list):
            names = (str(each[0]) for each in value if isinstance(each, list) and each)
            yield from (name for name in names if not name.startswith("!"))
        else:
            yield from _rules(value)
