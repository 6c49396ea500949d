"""From a folder with an app to a sentry.yml: what is there is looked at, never executed.

detect    which app it is, how it is built, and where its scripts lie
existing  what other Sentry tools are told there
questions what stays open, and the flag that answers it
writing   the files that come of it, each whole or not at all
"""
