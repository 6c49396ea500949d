import type { Instrumentation } from "next";

/**
 * Next replaces NEXT_RUNTIME in the build, so each runtime gets its own SDK only.
 *
 * Both branches are written out: webpack leaves out what stands in a dead one, but not what stands behind it.
 */
async function sdk() {
  if (process.env.NEXT_RUNTIME === "edge") {
    return import("./sentry/edge");
  } else {
    return import("./sentry/node");
  }
}

export async function register(): Promise<void> {
  (await sdk()).start();
}

export const onRequestError: Instrumentation.onRequestError = async (...args) => {
  await (await sdk()).report(...args);
};
