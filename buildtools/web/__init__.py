"""A live site as its users get it: requests, pages, a browser, and images before a deploy."""
