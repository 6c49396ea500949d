import { sentryVitePlugin } from "@sentry/vite-plugin";
import { build } from "vite";

const { DSN, ORG, PROJECT, TOKEN, URL, RELEASE } = process.env;

await build({
  logLevel: "warn",
  define: { __DSN__: JSON.stringify(DSN) },
  build: { outDir: "dist", sourcemap: true },
  plugins: [
    sentryVitePlugin({ org: ORG, project: PROJECT, authToken: TOKEN, url: URL, telemetry: false, release: { name: RELEASE } }),
  ],
});
