import { createServer } from "node:http";
import * as Sentry from "@sentry/node";
import { stockOf } from "./stock.js";

Sentry.init({ dsn: "https://key@sentry.example.com/1" });

createServer((request, response) => {
  try {
    response.end(JSON.stringify(stockOf(new URL(request.url ?? "/", "http://localhost"))));
  } catch (error) {
    Sentry.captureException(error);
    response.writeHead(500).end();
  }
}).listen(Number(process.env.PORT), "127.0.0.1");
