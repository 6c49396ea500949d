"""The table of commands: which there are, and which one runs when none is named.

A command is a row here; a step's is made of its row in `stages`.
"""

from invoke.collection import Collection

from buildtools.commands.diagnose import explain
from buildtools.commands.doctor import doctor
from buildtools.commands.health import health
from buildtools.commands.init import init
from buildtools.commands.look import config, status
from buildtools.commands.prune import prune
from buildtools.commands.release import promote, release
from buildtools.commands.report import report
from buildtools.commands.review import review
from buildtools.commands.roadmap import roadmap
from buildtools.commands.rollback import rollback
from buildtools.commands.sandbox import sandbox
from buildtools.commands.scenarios import scenarios
from buildtools.commands.site import live
from buildtools.commands.steps import step_task
from buildtools.commands.tag import tag
from buildtools.commands.version import version
from buildtools.stages import STAGES

_LOOKS = {"live": live}

COMMANDS = (
    init,
    release,
    promote,
    rollback,
    status,
    report,
    config,
    version,
    tag,
    doctor,
    explain,
    scenarios,
    review,
    roadmap,
    health,
    prune,
    sandbox,
    *(_LOOKS.get(stage.name) or step_task(stage) for stage in STAGES),
)
DEFAULT = status

ns = Collection()
"""The commands as Invoke wants them; a user's `tasks.py` imports it."""

for each in COMMANDS:
    ns.add_task(each, default=each is DEFAULT)
