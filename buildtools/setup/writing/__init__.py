"""The files that come of it, each whole or not at all.

settings_text  sentry.yml, a comment on each line
yaml_text      one value, so that a reader of YAML gives it back
task_file      tasks.py, and what one that is there lacks
schema_file    the schema of sentry.yml, for editors
meaning        what a text of YAML says, to compare by
placing        all of them put in place, or none
"""
