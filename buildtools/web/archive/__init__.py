"""What is about to be deployed, read as the files that it will be: a folder, a tar, an image.

Nothing is ever unpacked by its own name: whatever a name or a link in an archive says, no file of
this machine is opened or written for it.
"""
