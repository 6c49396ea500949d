// Bundles the site by esbuild into dist, with pages whose tags hold digests, and compressed siblings.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const baked = (name, otherwise) => JSON.stringify(process.env[name] ?? otherwise);

rmSync("dist", { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ["src/checkout.ts", "src/sdk.ts"],
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  sourcemap: true,
  outdir: "dist/assets",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  metafile: true,
  logLevel: "warning",
  define: {
    DSN: baked("SITE_DSN", ""),
    RELEASE: baked("SITE_RELEASE", process.env.SENTRY_RELEASE ?? ""),
    DIST: baked("SITE_DIST", ""),
    ENVIRONMENT: baked("SITE_ENVIRONMENT", "production"),
    EDITION: baked("SITE_EDITION", "first"),
  },
});

const named = {};
for (const file of Object.keys(metafile.outputs)) {
  const [, name, end] = basename(file).match(/^(\w+)-\w+\.(js|css)$/) ?? [];
  if (name && name !== "chunk") {
    const digest = createHash("sha384").update(readFileSync(file)).digest("base64");
    named[`${name}.${end}`] = file.replace(/^dist/, "");
    named[`${name}.${end} integrity`] = `sha384-${digest}`;
  }
}
mkdirSync("dist", { recursive: true });
for (const page of ["index.html", "about.html", "sw.js"]) {
  const text = readFileSync(`pages/${page}`, "utf8");
  writeFileSync(`dist/${page}`, text.replace(/\{\{(.+?)\}\}/g, (_, key) => named[key]));
}
for (const file of Object.keys(metafile.outputs).filter((one) => /\.(js|css)$/.test(one))) {
  const data = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(data));
  writeFileSync(`${file}.br`, brotliCompressSync(data));
}
