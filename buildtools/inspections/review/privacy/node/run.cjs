// Runs an app's scrub hooks on planted items: without a network, without programs, without variables.
// node run.cjs WORK, a file of JSON: {app, program, hooks, mark, items}; prints a line for each item.
"use strict";
const fs = require("node:fs");
const vm = require("node:vm");
const { createRequire } = require("node:module");
const { pathToFileURL } = require("node:url");

const work = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const write = process.stdout.write.bind(process.stdout);
const LONGEST = 60000;
const tried = new Set();

function say(what) {
  write(`${work.mark} ${JSON.stringify(what)}\n`);
}

function refuse(what) {
  return () => {
    tried.add(what);
    throw new Error(`hooks are run without it: ${what}`);
  };
}

function shut() {
  const names = {
    net: ["connect", "createConnection", "createServer"],
    tls: ["connect"],
    http: ["request", "get"],
    https: ["request", "get"],
    http2: ["connect"],
    dgram: ["createSocket"],
    child_process: ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"],
  };
  for (const [name, functions] of Object.entries(names)) {
    const module = require(`node:${name}`);
    for (const each of functions) module[each] = refuse(`${name}.${each}`);
  }
  require("node:net").Socket.prototype.connect = refuse("net.Socket.connect");
  require("node:worker_threads").Worker = refuse("worker_threads.Worker");
  const dns = require("node:dns");
  for (const module of [dns, dns.promises]) {
    for (const name of Object.keys(module)) {
      if (/^(?:lookup|resolve|reverse)/.test(name)) module[name] = refuse(`dns.${name}`);
    }
  }
  require("node:module").syncBuiltinESMExports();
  for (const name of ["fetch", "WebSocket", "EventSource", "XMLHttpRequest"]) globalThis[name] = refuse(name);
  for (const name of Object.keys(console)) {
    if (typeof console[name] === "function") console[name] = () => {};
  }
  process.stdout.write = process.stderr.write = () => true;
}

function loader(program) {
  const outside = createRequire(`${work.app}/package.json`);
  const loaded = {};
  return function load(at) {
    if (loaded[at]) return loaded[at].exports;
    const module = (loaded[at] = { exports: {} });
    const { code, imports } = program.modules[at];
    const inside = (name) => (imports[name] ? load(imports[name]) : outside(name));
    vm.compileFunction(code, ["exports", "require", "module"], { filename: at })(module.exports, inside, module);
    return module.exports;
  };
}

/** What SDK 11 does with the answers of each hook; a span cannot be dropped, nor lost to a mistake. */
async function called(name, argument, counts) {
  const hook = hooks[name];
  if (!hook) return argument;
  const before = structuredClone(argument);
  const keeps = name === "span";
  try {
    const left = await Promise.race([hook(argument, hintOf(argument)), late()]);
    if (left === null || left === undefined) {
      counts.dropped.push(name);
      return keeps ? before : null;
    }
    return left;
  } catch (error) {
    counts.threw.push([name, String(error?.message ?? error).split("\n")[0].slice(0, 200)]);
    return keeps ? before : null;
  }
}

function hintOf(item) {
  const thrown = item.exception?.values?.[0]?.value;
  return thrown === undefined ? {} : { originalException: new Error(thrown) };
}

function late() {
  return new Promise((_, reject) => setTimeout(reject, 2000, new Error("no answer after 2 seconds")).unref());
}

async function ofEvent(event, counts) {
  const crumbs = [];
  for (const each of event.breadcrumbs ?? []) {
    const left = await called("breadcrumb", each, counts);
    if (left !== null) crumbs.push(left);
  }
  if (event.breadcrumbs) event.breadcrumbs = crumbs;
  if (event.type !== "transaction") return called("event", event, counts);
  const spans = [];
  for (const each of event.spans ?? []) spans.push(await called("span", each, counts));
  return { ...event, spans };
}

let hooks = {};

async function main() {
  shut();
  const program = work.program;
  const itself = program.modules[program.entry] === undefined;
  const module = itself ? await import(pathToFileURL(program.entry).href) : loader(program)(program.entry);
  const missing = [];
  for (const [name, wanted] of Object.entries(work.hooks)) {
    const found = module[wanted] ?? module.default?.[wanted];
    if (typeof found === "function") hooks[name] = found;
    else missing.push(wanted);
  }
  if (missing.length) return say({ missing, exports: Object.keys(module).filter((name) => !/^(?:default|module\.exports)$/.test(name)) });
  for (const { name, kind, item } of work.items) {
    const counts = { dropped: [], threw: [] };
    let left = kind === "event" ? await ofEvent(item, counts) : await called(kind, item, counts);
    if (JSON.stringify(left).length > LONGEST) {
      counts.threw.push([kind, `its answer is longer than ${LONGEST} characters`]);
      left = null;
    }
    say({ name, left, ...counts });
  }
  say({ done: true, tried: [...tried] });
}

// What a full pipe has not taken yet would be lost by leaving at once.
const leave = () => write("", () => process.exit());
main().catch((error) => say({ failed: String(error?.message ?? error).split("\n")[0].slice(0, 300) })).finally(leave);
