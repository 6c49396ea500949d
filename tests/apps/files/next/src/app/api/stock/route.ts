import type { NextRequest } from "next/server";

const STOCK = { country: 7, rye: 3, baguette: 12 };

export function GET(request: NextRequest): Response {
  if (request.nextUrl.searchParams.has("fail")) {
    throw new Error("the stock cannot be counted on demand"); // @expect route-handler
  }
  return Response.json(STOCK);
}
