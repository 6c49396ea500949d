import { createServer } from "node:http";
import { price } from "./price";

createServer((request, response) => response.end(price(Number(request.url?.slice(1))))).listen(
  Number(process.env.PORT),
);
