"""A review: how Sentry is built into an app, as values that documents and roadmaps are made of."""
