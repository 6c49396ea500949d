"""Kinds of personal data and secrets, and how a value of each is made from a number. Pure."""

from collections.abc import Callable

import msgspec

Made = tuple[str, str]
"""A value, and the part of it that is searched afterwards."""


class Kind(msgspec.Struct, frozen=True):
    """One kind of what should not be stored."""

    name: str
    make: Callable[[int], Made]
    has_shape: bool = True
    """Whether its text alone tells what it is."""


def _whole(write: Callable[[int], str]) -> Callable[[int], Made]:
    return lambda number: (value := write(number), value)


def luhn(digits: str) -> str:
    """Return digits with the check digit that payment cards and devices have.

    Source: ISO/IEC 7812-1, annex B.
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{digits}{-total % 10}"


def iban(country: str, account: str) -> str:
    """Return an account number with its two check digits. Source: ISO 13616-1."""
    figures = "".join(str(int(letter, 36)) for letter in f"{account}{country}00")
    return f"{country}{98 - int(figures) % 97:02d}{account}"


def _card(number: int) -> str:
    return luhn(f"453201{number:09d}")


def _spaced(number: int) -> str:
    digits = luhn(f"5425{number:011d}")
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def _key_file(number: int) -> Made:
    canary = f"MIIEvQ{number:04d}IBADANBgkqhkiG"
    lines = ("-----BEGIN PRIVATE KEY-----", canary, "-----END PRIVATE KEY-----")
    return "\n".join(lines), canary


KINDS = (
    Kind("email", _whole("erika.m{:d}@example.com".format)),
    Kind("email_urlenc", lambda n: (f"erika.m{n}%40example.com", f"erika.m{n}")),
    Kind("phone", _whole("+49 151 2345{:04d}".format)),
    Kind("person_name", _whole("Erika Mustermann{:d}".format), has_shape=False),
    Kind("street", _whole("Lindenallee {:d}, 10115 Berlin".format), has_shape=False),
    Kind("birthday", _whole("1984-03-11T{:04d}".format), has_shape=False),
    Kind("card_plain", _whole(_card)),
    Kind("card_spaced", _whole(_spaced)),
    Kind("iban", _whole(lambda n: iban("DE", f"37040044{n:010d}"))),
    Kind("us_ssn", _whole(lambda n: f"219-{10 + n % 80}-{1000 + n}")),
    Kind("ipv4", _whole(lambda n: f"203.0.113.{n % 254 + 1}")),
    Kind("ipv6", _whole("2001:db8:85a3::8a2e:370:{:x}".format)),
    Kind("mac", _whole(lambda n: f"4a:00:04:10:9b:{n % 250:02x}")),
    Kind("imei", _whole(lambda n: luhn(f"35693803{n:06d}"))),
    Kind("jwt", _whole("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJl{0:04d}.dBjftJeZ4CVP{0:04d}".format)),
    Kind("bearer", lambda n: (f"Bearer zzTk{n:04d}abcdefGHIJ", f"zzTk{n:04d}abcdefGHIJ")),
    Kind("sentry_token", _whole("sntrys_eyJpYXQiOjE3MjA{:04d}_Yh5kQ2m8Xv".format)),
    Kind("github_pat", _whole("ghp_{:04d}a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6".format)),
    Kind("aws_key", _whole("AKIAIOSFODNN7EX{:04d}A".format)),
    Kind("stripe_key", _whole(lambda n: f"sk_live_{n:04d}51H8abcDEFghiJKL")),
    Kind("session_hex", _whole("{:08x}9f8e7d6c5b4a39281706f5e4".format), has_shape=False),
    Kind("url_userinfo", lambda n: (f"https://em:sesame{n}@in.example.com/x", f"sesame{n}")),
    Kind("home_path", lambda n: (f"/home/erikam{n}/work/app.js", f"erikam{n}")),
    Kind("win_path", lambda n: (f"C:\\Users\\ErikaM{n}\\app.js", f"ErikaM{n}")),
    Kind("pem", _key_file),
    Kind("password", _whole("opensesame-{:04d}".format), has_shape=False),
)  # fmt: skip
