import { createServer } from "node:http";
import { createRequestListener } from "@react-router/node";
import sirv from "sirv";
import * as build from "./build/server/index.js";

const assets = sirv("build/client");
const pages = createRequestListener({ build });

createServer((request, response) => {
  assets(request, response, () => pages(request, response));
}).listen(Number(process.env.PORT), "127.0.0.1");
