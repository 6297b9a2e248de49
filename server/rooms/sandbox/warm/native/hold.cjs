// Holds a Node that has started, and imported what its manifest names, until a run is handed in on descriptor 4: ../README.md. Required before
// the program, so that what comes after is Node's own start of it.
const { readFileSync, closeSync, mkdirSync, writeFileSync } = require("node:fs");
const { dirname } = require("node:path");
const { createRequire } = require("node:module");
const { env, execArgv, cwd } = require("node:process");
const { isMainThread } = require("node:worker_threads");

if (isMainThread) {
  execArgv.splice(execArgv.indexOf("--require"), 2);
  const modules = env.STOA_HOLD;
  const load = createRequire(`${cwd()}/`);
  for (const name of modules ? modules.split(",") : []) load(name);
  const given = JSON.parse(readFileSync(4, "utf8"));
  closeSync(4);
  for (const name of Object.keys(env)) delete env[name];
  Object.assign(env, given.env);
  for (const { path, data } of given.files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(data, "base64"), { mode: 0o644 });
  }
}
