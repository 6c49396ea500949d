"""Commands: Invoke tasks over the pipeline.

The only place that knows Invoke and composes; `output` prints. A command loads the settings of one
environment, does its steps through a `Run`, and shows what they left: narration on stderr, the
result on stdout. Everything heavy is imported within the command that needs it, so that
`invoke --list` stays quick.

    table        which commands there are
    release      all steps
    steps        one step, out of its row in `stages`
    look         status, config: they write nothing
    doctor       what is wrong before anything is done
    sandbox      the embedded server
    scenarios    errors raised on purpose
    showing      results and failures on their way to `output`
    env_task     a task whose `--env`, `--file`, `--json`, `--dry-run` hold for the command line
    invocation   one command line: what its tasks share
    program      the console script, and its exit code
"""
