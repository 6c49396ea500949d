"""What `live` notices: the files that a site serves, what it gives away, and its SDK at work."""

from buildtools.findings.catalogue.row import Row

ROWS: tuple[Row, ...] = ()
