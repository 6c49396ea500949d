"""Which stored bundles may go, by rules that keep what anybody may need.

Pure: what is known in, the reasons of each bundle that stays out. Every rule keeps, none takes
away, so what is not known can only keep more. `facts` are what is known, `rules` the reasons,
`pruned` what a command left.
"""
