"""An embedded Sentry-compatible server: product and test fixture in one."""
