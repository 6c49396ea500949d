"""How an address of a site is shown: `~` stands for its own origin, as in bundles. Pure."""

from buildtools.web.reply import origin_of


def shown(site: str, url: str) -> str:
    """Return a URL with `~` for the site's origin, and without its query."""
    bare = url.partition("?")[0].partition("#")[0]
    own = origin_of(site)
    return f"~{bare.removeprefix(own)}" if own and bare.startswith(f"{own}/") else bare
