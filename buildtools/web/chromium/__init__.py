"""A real Chromium, without a package of its own: started, spoken to over a pipe, and ended.

    with Chromium.start() as browser, browser.open(url) as page:
        page.click("#buy")
        page.evaluate("document.title")

It has a new profile each time, no window, no extension, and hence no ad blocker.
"""

from buildtools.web.chromium.browser import Chromium as Chromium
from buildtools.web.chromium.intercepting import Answered as Answered
from buildtools.web.chromium.intercepting import Asked as Asked
from buildtools.web.chromium.page import Page as Page
