import * as Sentry from "@sentry/nextjs";

/** Next replaces NEXT_RUNTIME in the build, so each runtime gets its own SDK only. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") await import("../sentry.server.config");
  if (process.env.NEXT_RUNTIME === "edge") await import("../sentry.edge.config");
}

export const onRequestError = Sentry.captureRequestError;
