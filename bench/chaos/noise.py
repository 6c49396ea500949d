"""Runs on files with random bytes: whatever they hold, the end is one that the docs name."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings

from bench.chaos import children, judge, lies, project, steps, truth
from bench.chaos.cases import Case, Seen, Setting
from bench.chaos.children import Program
from bench.chaos.exchange import Exchange, Lie
from bench.chaos.faults.rows import ENDPOINTS, tells
from bench.chaos.judge import DOCUMENTED, Left, Right, Wrong
from bench.chaos.mutations import mutations
from bench.chaos.stage import lying, stage

LEDGER: Final = ".buildtools/ledgers/_/local/shop%401.4.0.json"

KIND = "random bytes"
_EXAMPLES: Final = 8
"""Files that one case draws."""
_BATCHES: Final = 12


class Target(NamedTuple):
    """A file, the step before which it is changed, and what is run on it then."""

    name: str
    path: str
    step: str
    words: tuple[str, ...]


_TO_INJECT: Final = ("release", "--through=inject", "--env=local")
_BUILT: Final = "out/web/page.js"
TARGETS: Final = (
    Target("map", f"{_BUILT}.map", "build", _TO_INJECT),
    Target("map of node", "out/server/server.js.map", "build", _TO_INJECT),
    Target("script", _BUILT, "build", _TO_INJECT),
    Target("map at verify", f"{_BUILT}.map", "verify", ("verify", "--env=local")),
    Target(
        "script at upload",
        _BUILT,
        "upload",
        ("release", "--from=upload", "--through=verify", "--env=local"),
    ),
    Target("sentry.yml", "sentry.yml", "build", _TO_INJECT),
    Target("sentry.yml of config", "sentry.yml", "build", ("config", "--env=local")),
    Target("package.json", "package.json", "build", _TO_INJECT),
    Target(
        "ledger",
        LEDGER,
        "create",
        ("release", "--from=create", "--through=verify", "--env=local"),
    ),
    Target("ledger of status", LEDGER, "done", ("status", "--env=local")),
    Target("ledger at strip", LEDGER, "strip", ("strip", "--env=local")),
    Target("ledger undone", LEDGER, "create", ("inject", "--undo", "--env=local")),
    Target("head of git", ".git/HEAD", "set-commits", ("set-commits", "--env=local")),
    Target("settings of git", ".git/config", "set-commits", ("set-commits", "--env=local")),
)
_DOTENV: Final = Target("dotenv", ".env", "build", ("config", "--env=local"))
_DOTENV_TEXT: Final = (
    b"SENTRY_ORG=acme\nA='b c'\nexport B=\"${A}-${SENTRY_ORG:-x}\" # said\nC=`d`\n"
)
_NONE_FOUND: Final = b'{"detail": "The requested resource does not exist"}'
_QUIET: Final = frozenset(HealthCheck)


def cases() -> Iterator[Case]:
    """Return batches for each file, and for the answers of each endpoint."""
    for batch in range(_BATCHES):
        for target in (*TARGETS, _DOTENV):
            name = f"noise/{target.name}/{batch}"
            yield Case(name, KIND, partial(_files, name, target), f"noise/{target.name}")
        for endpoint in ENDPOINTS:
            name = f"noise/answer of {endpoint}/{batch}"
            yield Case(name, KIND, partial(_answers, name, endpoint), f"noise/answer of {endpoint}")


def _files(name: str, target: Target, setting: Setting) -> Seen:
    place = steps.before(setting.folder, "local", target.step).shop
    path = place / target.path
    valid = path.read_bytes() if path.is_file() else _DOTENV_TEXT
    return _drawn(name, valid, setting, lambda data: on_file(target, data, place, setting))


def on_file(
    target: Target,
    data: bytes,
    place: Path,
    setting: Setting,
    program: Program = children.buildtools,
) -> list[Wrong]:
    """Put other bytes in a file's place, and judge what a run makes of them."""
    with stage(place) as here:
        (here.root / target.path).write_bytes(data)
        before = project.contents(here.root)
        ended = children.run(
            target.words,
            here.root,
            project.environ(here.root),
            seconds=setting.limit_seconds,
            program=program,
        )
        after = project.contents(here.root)
    return [*judge.judged(ended, Right(DOCUMENTED)), *_others_lost(target, before, after)]


def _others_lost(
    target: Target, before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> Iterator[Wrong]:
    """Judge what no run changes, whatever it reads: all but the outputs, of which none goes.

    What the outputs hold then is theirs alone: other bytes have another injected form.
    """
    old, new = project.own(before), project.own(after)
    for path in sorted({*old, *new}):
        if project.is_output(path):
            if path not in new and target.step != "strip":
                yield Wrong("bytes lost", f"{path} is gone")
        elif old.get(path) != new.get(path):
            yield Wrong("bytes lost", f"{path} is changed or gone")


def _answers(name: str, endpoint: str, setting: Setting) -> Seen:
    """Change the answers of an endpoint, each example in a release of its own."""
    recorded = setting.folder / "answers" / endpoint
    valid = recorded.read_bytes() if recorded.is_file() else _NONE_FOUND

    def found(data: bytes) -> list[Wrong]:
        return on_answer(endpoint, lies.body(200, data, lies.JSON), setting)

    return _drawn(name, valid, setting, found)


def on_answer(
    endpoint: str, lie: Lie, setting: Setting, program: Program = children.buildtools
) -> list[Wrong]:
    """Release to a server whose endpoint answers so; 0 is right where all is stored."""
    with (
        stage(setting.folder / "built") as here,
        lying(here.store, (tells(endpoint, lie),), decoy=False) as server,
    ):
        before = project.contents(here.root)
        ended = children.run(
            ("release", "--env=production"),
            here.root,
            server.environ(here.root),
            seconds=setting.limit_seconds,
            program=program,
        )
        after = project.contents(here.root)
        built = project.outputs_of(after)
        lacks = truth.lacking(here.store, project.VERSION, "production", built)
        left = Left(before, after, project.outputs(setting.folder / "injected"))
        return [
            *judge.judged(ended, Right(DOCUMENTED)),
            *judge.called_done(ended, Right(DOCUMENTED), lacks),
            *judge.lost(left, finished=ended.code == 0),
        ]


def recorder(folder: Path) -> Lie:
    """Make the lie that is none: it keeps each endpoint's first answer in a folder.

    The first, because later ones tell of a release that is done: changed by chance they would say
    so of one that is not, and nobody could know.
    """

    def tell(exchange: Exchange) -> None:
        answer = exchange.honest()
        for name in ENDPOINTS:
            recorded = folder / name
            asked = tells(name, lies.dropped).matches(exchange.call)
            if asked and answer.status < 300 and not recorded.exists():
                recorded.write_bytes(answer.body)
        exchange.send(answer)

    return tell


def _drawn(
    name: str, valid: bytes, setting: Setting, found: Callable[[bytes], list[Wrong]]
) -> Seen:
    """Judge a batch of drawn examples, the same for the same name and seed."""
    wrong: list[Wrong] = []

    @seed(zlib.crc32(name.encode()) ^ setting.seed)
    @settings(
        max_examples=_EXAMPLES,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=_QUIET,
    )
    @given(mutations(valid))
    def each(data: bytes) -> None:
        wrong.extend(_told(one, data, setting) for one in found(data))

    each()
    return Seen(name, KIND, tuple(wrong), runs=_EXAMPLES)


def _told(one: Wrong, data: bytes, setting: Setting) -> Wrong:
    """Keep the bytes that did it, and say where."""
    setting.kept.mkdir(parents=True, exist_ok=True)
    path = setting.kept / f"{zlib.crc32(data):08x}"
    path.write_bytes(data)
    return one._replace(shown=f"{one.shown}; bytes in {path}")
