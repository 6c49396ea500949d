"""Configuration: from sentry.yml, variables and other tools' files to one `Settings`.

`load` reads everything for one environment and reports all faults together; `connection` is asked
only by a step that really connects, `incomplete` by who looks whether it could; `site` by a look at
the live one, `any_site` by one at another; `describe` shows every value with its origin.

    document   the file as nodes that know their line          check      types, from settings.py
    variables  dotenv files, the environment, ${NAME}          rules      what a type cannot say
    overrides  SENTRY_ORG and the like                         tokens     what a token says itself
    fallbacks  .sentryclirc and the like                       trust      which token may go where
"""

from buildtools.config.connecting import SiteConnection, any_site, connection, incomplete, site
from buildtools.config.loaded import Loaded
from buildtools.config.loading import load
from buildtools.config.schema import json_schema, write_plan_schema, write_schema
from buildtools.config.showing import Row, describe

__all__ = [
    "Loaded",
    "Row",
    "SiteConnection",
    "any_site",
    "connection",
    "describe",
    "incomplete",
    "json_schema",
    "load",
    "site",
    "write_plan_schema",
    "write_schema",
]
