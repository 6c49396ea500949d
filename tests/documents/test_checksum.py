"""What a reader sees of a text: formatters change none of it, hands do."""

import pytest

from buildtools.documents.checksum import checksum, seen

WRITTEN = """
| package | raw, bytes | gzip 6 | n |
|---|---:|---|---:|
| @sentry/core | 72,331 | 24.9 kB | 1 |
| a \\| b | unknown: `npm ls` | | 2 |

* met: 12
* differs: 2, *so far*

1. one
2. two

***

```mermaid
xychart-beta
    x-axis [a, b]
```
"""

FORMATTED = """

| package      | raw, bytes        | gzip 6  |   n |
| ------------ | ----------------: | ------- | --: |
| @sentry/core | 72,331            | 24.9 kB |   1 |
| a \\| b       | unknown: `npm ls` |         |   2 |

- met: 12
- differs: 2, _so
  far_

1. one
1. two

______________________________________________________________________

```mermaid
xychart-beta
    x-axis [a, b]
```

"""


def test_a_formatter_is_no_hand() -> None:
    """Both ran in a pre-commit hook, and every block would be changed by hand after it."""
    assert seen(WRITTEN) == seen(FORMATTED)
    assert checksum(WRITTEN) == checksum(FORMATTED.replace("\n", "\r\n"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("72,331", "72,332"),
        ("24.9 kB", "24.9kB"),
        ("differs: 2", "differs: 3"),
        ("| unknown", "| met, unknown"),
        ("[a, b]", "[a,  b]"),
        ("so far", "so good"),
        ("| 24.9 kB |", "| | 24.9 kB |"),
        ("```mermaid", "```text"),
    ],
)
def test_a_hand_is_one(old: str, new: str) -> None:
    """The control: one digit is enough."""
    assert old in WRITTEN

    assert checksum(WRITTEN) != checksum(WRITTEN.replace(old, new))


def test_a_checksum_is_written_the_same_for_ever() -> None:
    """It stands in documents that were committed: another algorithm would refuse all of them."""
    assert "e20706f1" == checksum("| a | 1 |\n|---|---|\n")
