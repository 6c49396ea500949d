"""What has nothing to do, against Invoke with a task that does nothing."""

import time
from collections.abc import Iterator

from bench.case import EMPTY, Case, Round, Shop
from bench.checkout import OURS

COMMANDS = ("status", "config", "--list")
"""Looks at what is kept of a release; none of them asks the server."""

SETTLED_SECONDS = 2.5
"""How long files have been left alone before anybody looks, as after any real build."""


def startup(name: str, settled_seconds: float = SETTLED_SECONDS) -> Case:
    """Look at a corpus that is released."""

    def rounds(shop: Shop) -> Iterator[Round]:
        with shop.stand(name) as stand:
            stand.run(shop.ours.invoke("release"), shop.ours)
            time.sleep(settled_seconds)
            while True:
                empty = shop.nothing()
                yield {
                    f"{command} {name}": {
                        OURS: stand.run((shop.ours.program("invoke"), command), shop.ours),
                        EMPTY: empty,
                    }
                    for command in COMMANDS
                }

    return Case(f"startup {name}", rounds, name, times=5)
