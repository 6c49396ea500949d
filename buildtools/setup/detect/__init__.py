"""Which apps lie in a folder, how each is built, and where its scripts and their URLs come of it.

Everything is read as data: no configuration and no script is run, nothing is written.

data        files of data, and the lines of what they say
manifest    package.json
packages    which packages a workspace has
commands    what a script runs, through other scripts
managers    npm and its like
frameworks  whose program a command is
values      one value: by flags, variables, configuration, or a default
outputs     the folders that a build will leave
folder      an app's folder, and what builds it
built       what earlier builds have left there
kinds       where scripts run, by what they hold
urls        where a folder is served, by the pages
looking     what was expected, held against what was left
sites       the URL of the live site
apps        all of one app
places      all apps of a workspace
"""

from buildtools.setup.detect.places import look

__all__ = ["look"]
