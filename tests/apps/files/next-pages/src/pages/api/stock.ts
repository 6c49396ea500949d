import type { NextApiRequest, NextApiResponse } from "next";

const STOCK = { country: 7, rye: 3, baguette: 12 };

export default function handler(request: NextApiRequest, response: NextApiResponse) {
  if (request.query.fail) {
    throw new Error("the stock cannot be counted on demand"); // @expect api-route
  }
  response.status(200).json(STOCK);
}
