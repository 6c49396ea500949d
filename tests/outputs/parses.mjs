// Says of each script how it can be parsed: as a script, as CommonJS, as a module. One line of JSON.
// Node runs what it reads without a byte order mark. Run with --experimental-vm-modules.
import fs from "node:fs";
import vm from "node:vm";

const ways = {
  script: (code) => new vm.Script(code),
  commonjs: (code) => vm.compileFunction(code.replace(/^#!/, "//"), ["exports", "require", "module"]),
  module: (code) => new vm.SourceTextModule(code),
};

function parses(file) {
  const code = fs.readFileSync(file, "latin1").replace(/^\u00ef\u00bb\u00bf/, "");
  return Object.keys(ways).filter((way) => {
    try {
      ways[way](code);
      return true;
    } catch (error) {
      if (error instanceof SyntaxError) return false;
      throw error;
    }
  });
}

const files = JSON.parse(fs.readFileSync(0, "utf8"));
console.log(JSON.stringify(Object.fromEntries(files.map((file) => [file, parses(file)]))));
