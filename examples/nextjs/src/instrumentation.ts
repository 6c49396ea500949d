import * as Sentry from "@sentry/nextjs";
import { register as hook } from "./instrumented";

/** Next replaces NEXT_RUNTIME in the build, so each runtime gets its own SDK only. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") await import("../sentry.server.config");
  if (process.env.NEXT_RUNTIME === "nodejs") hook(countStock);
  if (process.env.NEXT_RUNTIME === "edge") await import("../sentry.edge.config");
}

function countStock(): never {
  throw new Error("the stock was never counted on demand"); // @expect instrumentation countStock
}

export const onRequestError = Sentry.captureRequestError;
