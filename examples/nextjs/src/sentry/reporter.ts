import type { Instrumentation } from "next";
import { runningRelease } from "@/release";

/** What the SDKs for Node and for the edge have in common, as far as it is used here. */
type Sdk = Pick<typeof import("@sentry/vercel-edge"), "captureException" | "flush" | "rewriteFramesIntegration"> & {
  init(options: { dsn: string; release?: string; dist?: string; environment?: string; integrations: Integrations }): unknown;
};
type Integrations = ReturnType<Sdk["rewriteFramesIntegration"]>[];

/** How long a request waits for its report to leave. */
export const FLUSH_MILLISECONDS = 2000;

export function reporter(sdk: Sdk) {
  return {
    /** Start the SDK; without SENTRY_DSN it stays off. */
    start(): void {
      const dsn = process.env.SENTRY_DSN;
      if (!dsn) return;
      const integrations = [sdk.rewriteFramesIntegration({ iteratee: withUploadUrl })];
      sdk.init({ dsn, ...runningRelease(), integrations });
    },

    /** Send an error of a request: page, route handler, server action or proxy. */
    report: (async (error, request, context) => {
      const digest = (error as { digest?: string } | null)?.digest;
      sdk.captureException(error, {
        mechanism: { handled: false, type: "auto.function.nextjs.on_request_error" },
        captureContext: {
          tags: { route: context.routePath, route_type: context.routeType, digest },
          contexts: { nextjs: { path: request.path, method: request.method, ...context } },
        },
      });
      await sdk.flush(FLUSH_MILLISECONDS);
    }) satisfies Instrumentation.onRequestError,
  };
}

/** /srv/web/.next/server/x.js -> app:///.next/server/x.js, the URL that the file is uploaded under. */
function withUploadUrl<F extends { filename?: string }>(frame: F): F {
  const path = frame.filename?.replaceAll("\\", "/");
  const start = path?.lastIndexOf("/.next/server/") ?? -1;
  return path && start >= 0 ? { ...frame, filename: `app://${path.slice(start)}` } : frame;
}
