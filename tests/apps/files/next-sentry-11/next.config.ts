import { withSentryConfig } from "@sentry/nextjs/config";
import type { NextConfig } from "next";

const nextConfig: NextConfig = {
  productionBrowserSourceMaps: true,
  experimental: { serverSourceMaps: true },
};

export default withSentryConfig(nextConfig, {
  silent: true,
  telemetry: false,
  // The release and its source maps are the work of sentry.yml.
  release: { create: false },
  sourcemaps: { disable: true },
});
