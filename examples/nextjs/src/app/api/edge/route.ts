import * as Sentry from "@sentry/nextjs";
import type { NextRequest } from "next/server";
import { builtRelease, runningRelease } from "@/release";

export const runtime = "edge";

function answer(request: NextRequest): Response {
  if (request.nextUrl.searchParams.has("fail")) {
    throw new Error("the edge route failed on demand"); // @expect edge-route answer
  }
  return Response.json({ ...runningRelease(), runtime: process.env.NEXT_RUNTIME, built: builtRelease });
}

// Next reports it too, but from Node, where the debug IDs of the edge's world are unknown. Here they are known, and
// the SDK marks an error that it has sent, so there is one event.
export const GET = Sentry.wrapRouteHandlerWithSentry(answer, { method: "GET", parameterizedRoute: "/api/edge" });
