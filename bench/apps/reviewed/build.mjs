// Bundles the app by esbuild into dist/assets, and writes the page that loads it.
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const baked = (name, otherwise) => JSON.stringify(process.env[name] ?? otherwise);

rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: ["src/main.ts"],
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  sourcemap: true,
  outdir: "dist/assets",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  logLevel: "warning",
  define: {
    DSN: baked("APP_DSN", ""),
    RELEASE: baked("APP_RELEASE", process.env.SENTRY_RELEASE ?? ""),
    ENVIRONMENT: baked("APP_ENVIRONMENT", "production"),
  },
});
const entry = readdirSync("dist/assets").find((name) => /^main-\w+\.js$/.test(name));
mkdirSync("dist", { recursive: true });
writeFileSync(
  "dist/index.html",
  `<!doctype html><html lang="en"><title>Bakery</title><link rel="icon" href="data:,">
<script type="module" src="/assets/${entry}"></script><h1>Bakery</h1></html>\n`,
);
copyFileSync("policy.txt", "dist/policy.txt");
