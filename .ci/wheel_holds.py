"""Say what an installed wheel must hold beyond its modules, and fail when it does not."""

from importlib.resources import files

package = files("buildtools")
wanted = ["py.typed", "sentry.schema.json"]
missing = [name for name in wanted if not package.joinpath(name).is_file()]
templates = [each.name for each in package.joinpath("sandbox/templates").iterdir()]
if missing or not templates:
    raise SystemExit(f"the wheel lacks {missing or 'sandbox/templates'}")
