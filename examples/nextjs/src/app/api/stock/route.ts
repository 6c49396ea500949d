import type { NextRequest } from "next/server";

import { countStock } from "@/instrumented";

const STOCK = { country: 7, rye: 3, baguette: 12 };

export function GET(request: NextRequest): Response {
  const fail = request.nextUrl.searchParams.get("fail");
  if (fail === "instrumentation") countStock();
  if (fail) {
    throw new Error("the stock cannot be counted on demand"); // @expect route-handler GET
  }
  return Response.json(STOCK);
}
