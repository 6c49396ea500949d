import { withSentryConfig } from "@sentry/nextjs/config";

const { NEXT_SETTINGS, SENTRY_SETTINGS } = process.env;
const config = { turbopack: { root: import.meta.dirname }, ...JSON.parse(NEXT_SETTINGS) };

export default SENTRY_SETTINGS ? withSentryConfig(config, { silent: true, telemetry: false, ...JSON.parse(SENTRY_SETTINGS) }) : config;
