// Reads a module of the app with all that it imports from the app, as CommonJS; runs none of it.
// node read.cjs APP FILE  ->  {"entry", "modules": {path: {code, imports: {name: path}}}, "by"} or {"error"}
"use strict";
const fs = require("node:fs");
const path = require("node:path");

const [app, file] = process.argv.slice(2);
const entry = path.resolve(app, file);

function installed(name) {
  try {
    return require(require.resolve(name, { paths: [app] }));
  } catch {
    return undefined;
  }
}

function byEsbuild(esbuild) {
  const built = esbuild.buildSync({
    absWorkingDir: app,
    bundle: true,
    entryPoints: [entry],
    format: "cjs",
    logLevel: "silent",
    packages: "external",
    platform: "node",
    write: false,
  });
  return { by: `esbuild ${esbuild.version}`, entry, modules: { [entry]: { code: built.outputFiles[0].text, imports: {} } } };
}

function byTypeScript(ts) {
  const found = ts.findConfigFile(app, ts.sys.fileExists);
  const config = found ? ts.readConfigFile(found, ts.sys.readFile).config ?? {} : {};
  const host = { ...ts.sys, readDirectory: () => [] };
  const options = ts.parseJsonConfigFileContent(config, host, found ? path.dirname(found) : app).options;
  const compiled = {
    ...options,
    allowJs: true,
    esModuleInterop: true,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: options.moduleResolution ?? ts.ModuleResolutionKind.Node10,
    sourceMap: false,
    inlineSourceMap: false,
    target: ts.ScriptTarget.ES2022,
    verbatimModuleSyntax: false,
  };
  const modules = {};
  const waiting = [entry];
  while (waiting.length) {
    const at = waiting.pop();
    if (modules[at]) continue;
    const text = fs.readFileSync(at, "utf8");
    const imports = {};
    for (const { fileName: name } of ts.preProcessFile(text).importedFiles) {
      const target = ts.resolveModuleName(name, at, { ...options, allowJs: true }, ts.sys).resolvedModule;
      if (!target || target.isExternalLibraryImport || target.resolvedFileName.endsWith(".d.ts")) continue;
      imports[name] = target.resolvedFileName;
      waiting.push(target.resolvedFileName);
    }
    if (at.endsWith(".json")) modules[at] = { code: `module.exports = ${text}`, imports };
    else modules[at] = { code: ts.transpileModule(text, { compilerOptions: compiled, fileName: at }).outputText, imports };
  }
  return { by: `typescript ${ts.version}`, entry, modules };
}

function read() {
  const failed = [];
  const ways = [
    ["esbuild", (found) => found.buildSync && byEsbuild(found)],
    ["typescript", (found) => found.transpileModule && byTypeScript(found)],
  ];
  for (const [name, way] of ways) {
    const found = installed(name);
    if (!found) continue;
    try {
      const program = way(found);
      if (program) return program;
    } catch (error) {
      failed.push(`${name}: ${String(error?.message ?? error).split("\n")[0]}`);
    }
  }
  if (failed.length) return { error: failed.join("; ") };
  if (/\.[cm]?js$/.test(entry)) return { by: "node itself", entry, modules: {} };
  return { error: "neither esbuild nor typescript is installed in the app, and Node.js alone cannot read it" };
}

process.stdout.write(JSON.stringify(read()));
