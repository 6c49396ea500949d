"""The health of a release by its sessions: how many are enough, and what they say.

Pure: counts in, a verdict out. `intervals` are the statistics, `judging` what follows of them.
"""
