import { copyFile } from "node:fs/promises";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { sentryWebpackPlugin } from "@sentry/webpack-plugin";
import webpack from "webpack";

const { DSN, ORG, PROJECT, TOKEN, URL, RELEASE } = process.env;

const stats = await promisify(webpack)({
  mode: "production",
  devtool: "source-map",
  entry: "./src/main.js",
  output: { path: resolve("dist/src"), filename: "main.js" },
  plugins: [
    new webpack.DefinePlugin({ __DSN__: JSON.stringify(DSN) }),
    sentryWebpackPlugin({ org: ORG, project: PROJECT, authToken: TOKEN, url: URL, telemetry: false, release: { name: RELEASE } }),
  ],
});
await copyFile("index.html", "dist/index.html");
if (stats.hasErrors()) throw new Error(stats.toString("errors-only"));
