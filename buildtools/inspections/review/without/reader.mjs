// Tells what each package in a folder exports, under all conditions together, as one line of JSON.
// Read off the text where a file cannot be imported here: those for browsers cannot.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
for (const fault of ["uncaughtException", "unhandledRejection"]) process.on(fault, () => {});
const folder = process.argv[2], found = {};
const inside = (value) => (value && typeof value === "object" ? Object.values(value) : []);
const leaves = (value) => (typeof value === "string" ? [value] : inside(value).flatMap(leaves));
const types = (value) => leaves(value).find((leaf) => /\.d\.[cm]?ts$/.test(leaf));
const isScript = (file) => /\.[cm]?js$/.test(file) && existsSync(file);
const foundAt = (file) => [file, `${file}.js`, join(file, "index.js")].find(isScript);
const LISTS = /\bexport\s*\{([^}]*)\}/g;
const DECLARED = /\bexport\s+(?:async\s+)?(?:const|let|var|class|function\*?)\s+([\w$]+)/g;
const STARS = /\bexport\s*\*\s*(?:as\s+([\w$]+)\s*)?from\s*["']([^"']+)["']/g;
const written = (file, said = new Set(), seen = new Set()) => {
  if (!file || seen.has(file)) return said;
  seen.add(file);
  const text = readFileSync(file, "utf8");
  for (const [, list] of text.matchAll(LISTS))
    for (const each of list.split(",")) said.add(each.trim().split(/\s+as\s+/).pop());
  for (const [, name] of text.matchAll(DECLARED))
    said.add(name);
  for (const [, name, from] of text.matchAll(STARS)) {
    const other = /^@sentry\/([\w-]+)$/.exec(from);
    if (name) said.add(name);
    else if (other) for (const entry of entries(other[1], ".")) written(entry, said, seen);
    else if (from.startsWith(".")) written(foundAt(join(dirname(file), from)), said, seen);
  }
  return said;
};
// A module may wait for what never comes; this process ends when all others are through.
const late = () => new Promise((settle) => setTimeout(settle, 5000, {}));
const names = async (file) => {
  const said = [...written(file)];
  try {
    said.push(...Object.keys(await Promise.race([import(pathToFileURL(file)), late()])));
  } catch {}
  return said;
};
const manifestOf = (name) => {
  const file = join(folder, name, "package.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
};
const exportsOf = (said) => {
  const old = { types: said.types ?? said.typings, a: said.main, b: said.module, c: said.browser };
  const given = said.exports ?? { ".": old };
  const paths = inside(given).length && Object.keys(given).some((key) => key.startsWith("."));
  return paths ? given : { ".": given };
};
const entries = (name, path) => {
  const said = manifestOf(name), value = said && exportsOf(said)[path];
  const files = leaves(value).filter((leaf) => /\.[cm]?js$/.test(leaf) && !leaf.includes("*"));
  return files.map((leaf) => join(folder, name, leaf)).filter((file) => existsSync(file));
};
for (const name of readdirSync(folder)) {
  const said = manifestOf(name);
  if (!said) continue;
  found[name] = {};
  for (const [path, value] of Object.entries(exportsOf(said))) {
    const all = await Promise.all(entries(name, path).map(names));
    if (path !== "./package.json")
      found[name][path] = { names: [...new Set(all.flat())].sort(), types: types(value) ?? "" };
  }
}
process.stdout.write(`\n${JSON.stringify(found)}`, () => process.exit(0));
