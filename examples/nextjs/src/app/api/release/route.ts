import { builtRelease, runningRelease } from "@/release";

// Asked at run time: the server's variables may differ from those of the build.
export const dynamic = "force-dynamic";

/** Which release runs here, and which one the bundles were built for. */
export function GET(): Response {
  return Response.json({ ...runningRelease(), runtime: process.env.NEXT_RUNTIME, built: builtRelease });
}
