"""The program: the command line of this process, run to its exit code."""

import sys

from invoke.program import Program

from buildtools import __version__, output
from buildtools.commands.env_task import HELP
from buildtools.commands.invocation import INVOCATION, program_here
from buildtools.commands.parsing import explaining
from buildtools.commands.showing import show_failure
from buildtools.commands.table import COMMANDS, ns
from buildtools.errors import DiskRefused
from buildtools.machine import interrupts
from buildtools.stages import STAGES

_FLAGS = [
    (f"--{name.replace('_', '-')}{'=NAME' if name in ('env', 'file') else ''}", HELP[name])
    for name in ("env", "json", "dry_run", "file", "quiet", "verbose")
]
_ALONE = [
    ("--help COMMAND", "the flags of one command; also COMMAND --help"),
    ("--list", "only the names"),
    ("--version", "of this package"),
    ("--print-completion-script=SHELL", "completion for bash, zsh or fish"),
    ("(nothing)", "how the release stands, and what comes next: status"),
]


class Buildtools(Program):
    """The console script: what Invoke finds wrong by itself is told as any failure of ours."""

    def parse_core(self, argv: list[str] | None) -> None:
        """Read Invoke's own flags. Raises Exit with 20 for a value that is missing or wrong."""
        with explaining(sys.argv):
            super().parse_core(argv)

    def print_help(self) -> None:
        """Say what there is, in the order in which it is needed; Invoke's own flags behind it."""
        output.say("Usage: buildtools COMMAND [flags] [COMMAND [flags] ...]\n")
        output.say("Releases JavaScript apps to Sentry, and proves that stack traces resolve.\n")
        steps = {stage.name for stage in STAGES}
        for title, of_steps in (("Commands:", False), ("Steps of a release, in order:", True)):
            output.say(f"{title}\n")
            self.print_columns(
                [
                    (each.name, (each.__doc__ or "").strip().partition("\n")[0])
                    for each in COMMANDS
                    if (each.name in steps) is of_steps
                ]
            )
        output.say("Flags of most commands; given to one they hold for all of a command line:\n")
        self.print_columns(_FLAGS)
        output.say("Without a command:\n")
        self.print_columns(_ALONE)

    def print_task_help(self, name: str) -> None:
        """Say what one command does, and its flags."""
        context = self.parser.contexts[name]
        words = "".join(f" {each.name.upper()}" for each in context.positional_args)
        output.say(f"Usage: buildtools {name}{words} [flags] [COMMAND [flags] ...]\n")
        output.say(f"{(self.collection[name].__doc__ or '').strip()}\n\nFlags:\n")
        self.print_columns(context.help_tuples())

    def parse_cleanup(self) -> None:
        """Do what Invoke's own flags ask for. Raises Exit with 20 for a name that is not there."""
        with explaining(sys.argv, self.parser.contexts):
            super().parse_cleanup()


def run() -> int:
    """Run the command line of this process, and give its exit code."""
    code = 0
    INVOCATION.program = program_here()
    try:
        Buildtools(
            name="buildtools",
            binary="buildtools",
            binary_names=["buildtools"],
            namespace=ns,
            version=__version__,
        ).run()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        INVOCATION.end()
    stopped = interrupts.came()
    if stopped and code != stopped.exit_code:  # while no task had it in hand
        raise stopped
    try:
        output.refuse_unwritten()
    except DiskRefused as failure:  # of --list and --help
        code = code or failure.exit_code
        show_failure(failure, json=False)
    return code
