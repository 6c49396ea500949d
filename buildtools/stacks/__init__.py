"""Stack texts as engines print them, read as frames.

`read` takes whatever was pasted: the `stack` of an error of any engine, a log with things in
front, a console's own form, React's component stacks, the JSON of an event. It never raises, it
costs time in proportion to the text, and it invents no frame out of a line of the message.

    frame          what a line says
    lines          a text as lines, without colours, prefixes and escapes
    at_lines, at_signs, other_lines     the forms of a line
    reads          a frame, and is its line alone enough to believe it
    places         `URL:line:column`, and what an address tells
    runs           which lines are frames, and which belong to a message
    json_frames    frames out of JSON
"""

from buildtools.stacks.frame import Frame, Kind
from buildtools.stacks.reading import Reading, Stack, read, reading

__all__ = ["Frame", "Kind", "Reading", "Stack", "read", "reading"]
