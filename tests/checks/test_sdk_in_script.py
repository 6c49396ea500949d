"""What literals say of an SDK: never more than stands there."""

from buildtools.checks.sdk_in_script import Sdk, read

DSN = "https://0123456789abcdef@o1.ingest.example.com/42"


def test_dsn_release_environment_and_tunnel() -> None:
    """As bundlers write the options of an init; the key of the DSN is left out."""
    found = read(
        f'init({{dsn:"{DSN}",release:"web@1.2.3",environment:`production`,tunnel:"/monitoring"}})'
    )
    assert found == Sdk(
        ("https://…@o1.ingest.example.com/42",),
        ("https://o1.ingest.example.com/api/42/envelope/",),
        ("web@1.2.3",),
        ("production",),
        ("/monitoring",),
        is_there=True,
    )


def test_what_plugins_of_bundlers_write() -> None:
    """A release of its own statement, also in a payload with escaped quotes."""
    assert read('e.SENTRY_RELEASE={id:"abc"};').releases == ("abc",)
    assert read('g._sentryRelease="n1";__SENTRY__').releases == ("n1",)
    assert read(r"__SENTRY__ {\"release\":1,release:\"r\"}").releases == ("r",)


def test_name_and_version_of_the_sdk() -> None:
    """The version stands beside the object that the SDK shares."""
    text = (
        'u="11.5.0";function p(t){let e=t.__SENTRY__=t.__SENTRY__||{}}"sentry.javascript.browser"'
    )
    found = read(f'lib="9.9.9";{" " * 2000}{text}')
    assert (found.names, found.versions) == (("sentry.javascript.browser",), ("11.5.0",))


def test_what_is_no_value() -> None:
    """Comparisons, prose and code without an SDK say nothing."""
    assert read('{release:"string"==typeof x}__SENTRY__').releases == ()
    assert read('{release:"web@1"}') == Sdk()
    assert read("") == Sdk()
    assert read("https://user@example.com/path/42") == Sdk()
    assert read("__SENTRY__").is_there


def test_a_server_below_a_path_and_several_scripts() -> None:
    """Each value comes once, whatever number of scripts has it."""
    below = read('"https://0123456789abcdef:old@example.com:9000/sentry/7"')
    assert below.targets == ("https://example.com:9000/sentry/api/7/envelope/",)
    assert below.dsns == ("https://…@example.com:9000/sentry/7",)
    assert below.joined(below) == below
    assert Sdk().joined(below).joined(Sdk()) == below
