import type { NextApiRequest, NextApiResponse } from "next";

/** A handler of the older router, which many apps still have beside the newer one. */
export default function handler(request: NextApiRequest, response: NextApiResponse): void {
  if (request.query.fail) {
    throw new Error("the till is locked on demand"); // @expect pages-api handler
  }
  response.json({ open: true });
}
