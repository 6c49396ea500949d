import type { NextRequest } from "next/server";
import { builtRelease, runningRelease } from "@/release";
import { reporting } from "@/sentry/edge";

export const runtime = "edge";

export const GET = reporting("/api/edge", (request: NextRequest) => {
  if (request.nextUrl.searchParams.has("fail")) {
    throw new Error("the edge route failed on demand"); // @expect edge-route
  }
  return Response.json({ ...runningRelease(), runtime: process.env.NEXT_RUNTIME, built: builtRelease });
});
