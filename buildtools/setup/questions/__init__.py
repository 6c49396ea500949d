"""What stays open after looking: each question with the flag that answers it.

given     what flags and answers say, checked like settings
flags     the flags of a command line read as that
opened    which questions there are, for an app
asking    who answers them: a terminal, or nobody
"""
