import * as Sentry from "@sentry/vercel-edge";
import { FLUSH_MILLISECONDS, reporter } from "./reporter";

export const { start, report } = reporter(Sentry);

type Handler = (...args: never[]) => Response | Promise<Response>;

/**
 * Report what an edge route throws, then throw it on.
 *
 * Next reports it too, but from Node, where the debug IDs of the edge sandbox are unknown. The SDK marks an error
 * that it has sent, so there is one event and it has the IDs.
 */
export function reporting<H extends Handler>(route: string, handler: H): (...args: Parameters<H>) => Promise<Response> {
  return async (...args) => {
    try {
      return await handler(...args);
    } catch (error) {
      Sentry.captureException(error, {
        mechanism: { handled: false, type: "auto.function.nextjs.edge_route" },
        captureContext: { tags: { route, route_type: "route" } },
      });
      await Sentry.flush(FLUSH_MILLISECONDS);
      throw error;
    }
  };
}
