"""What `doctor` says of settings, token, server, git, framework, build and CI: pure deciders.

Evidence in, an `Answer` out. `inspections.doctor` gathers the evidence.
"""
