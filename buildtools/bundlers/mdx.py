"""MDX and Markdown, of which components are made."""

from buildtools.bundlers.bundler import Bundler

MDX = Bundler(name="MDX", components=("mdx",), documents=("md",))

BUNDLERS = (MDX,)
