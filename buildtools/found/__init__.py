"""What is found of an app before anything of ours is set up there, as plain values. Pure.

said        one value and where it comes from
app         an app: its framework, package manager, build, outputs
app_config  the configuration of framework and bundler, read as data
existing    what the settings of other Sentry tools amount to
answer      what one check of `doctor` says
"""
