import type { APIRoute } from "astro";

const STOCK = { country: 7, rye: 3, baguette: 12 };

export const GET: APIRoute = ({ url }) => {
  if (url.searchParams.has("fail")) {
    throw new Error("the stock cannot be counted on demand"); // @expect endpoint
  }
  return Response.json(STOCK);
};
