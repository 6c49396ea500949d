import { withSentryConfig } from "@sentry/nextjs/config";
import type { NextConfig } from "next";

// Read by the build before its telemetry starts; a variable of the caller wins.
process.env.NEXT_TELEMETRY_DISABLED ??= "1";

const config: NextConfig = {
  // Browser maps with sourcesContent.
  productionBrowserSourceMaps: true,
  // Maps of the server, for `next build --webpack`. Turbopack writes them by itself.
  experimental: { serverSourceMaps: true },
  turbopack: {
    // Without it a lock file in a folder above would become the root of every source path.
    root: __dirname,
    // The pipeline gives the debug IDs. Turbopack's own ones are for tests of that case.
    debugIds: process.env.NEXT_DEBUG_IDS === "1",
  },
  // Baked into the bundles, because a browser has no environment to read.
  env: {
    NEXT_PUBLIC_SENTRY_RELEASE: process.env.SENTRY_RELEASE ?? "",
    NEXT_PUBLIC_SENTRY_DIST: process.env.SENTRY_DIST ?? "",
    NEXT_PUBLIC_SENTRY_ENVIRONMENT: process.env.SENTRY_ENVIRONMENT ?? "",
    NEXT_PUBLIC_SENTRY_DSN: process.env.NEXT_PUBLIC_SENTRY_DSN ?? "",
  },
  poweredByHeader: false,
};

// The SDK instruments; IDs, uploads and releases are the pipeline's. Left alone it would delete the browser maps.
export default withSentryConfig(config, {
  sourcemaps: { disable: true },
  useRunAfterProductionCompileHook: false,
  telemetry: false,
});
