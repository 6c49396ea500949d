import { type NextRequest, NextResponse } from "next/server";
import { runningRelease } from "./release";

// The edge proxy. Next 16 also knows `proxy.ts`, but that one runs in Node only.
export function middleware(request: NextRequest): NextResponse {
  if (request.nextUrl.searchParams.get("proxy") === "fail") {
    throw new Error("the edge proxy failed on demand"); // @expect edge-proxy middleware
  }
  const response = NextResponse.next();
  response.headers.set("x-release", runningRelease().release ?? "");
  return response;
}

export const config = { matcher: ["/", "/recipe", "/api/:path*"] };
