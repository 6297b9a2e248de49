// Holds a Node that has started, and imported what its manifest names, until a run is handed in on descriptor 4: ../README.md. Required before
// the program, so that what comes after is Node's own start of it.
const { closeSync, mkdirSync, readFileSync, writeFileSync, writeSync } = require("node:fs");
const { dirname } = require("node:path");
const { createRequire } = require("node:module");
const { env, execArgv, cwd } = require("node:process");
const { isMainThread } = require("node:worker_threads");

// The program's threads require this, too.
execArgv.splice(execArgv.indexOf("--require"), 2);
if (isMainThread) {
  const modules = env.STOA_HOLD;
  const load = createRequire(`${cwd()}/`);
  for (const name of modules ? modules.split(",") : []) load(name);
  writeSync(4, ".");
  const given = JSON.parse(readFileSync(4, "utf8"));
  for (const name of Object.keys(env)) delete env[name];
  Object.assign(env, given.env);
  for (const { path, data } of given.files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(data, "base64"), { mode: 0o644 });
  }
  writeSync(4, "+");
  closeSync(4);
}
