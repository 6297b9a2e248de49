// Greets the next few people and remembers where it stopped.
import { readFileSync, writeSync } from "node:fs";

const names = ["Ada", "Grace", "Edsger", "Barbara", "Donald", "Radia", "Ken", "Frances"];
const mode = process.env.STOA_MODE;

/** Messages to Stoa are lines on file descriptor 3. */
const say = (kind, value) => writeSync(3, `${kind} ${typeof value === "string" ? value : JSON.stringify(value)}\n`);

if (mode === "options") {
  say("options", { tones: [{ const: "plain", title: "Plain" }, { const: "loud", title: "Loud" }] });
} else if (mode === "check") {
  console.log("nothing to connect to; all is well");
} else {
  const config = JSON.parse(readFileSync(process.env.STOA_CONFIG, "utf8"));
  const state = JSON.parse(process.env.STOA_STATE ?? "null") ?? {};
  const most = config.people ?? 3;
  let cursor = state.cursor ?? 0;
  for (let step = 1; step <= most; step++, cursor++) {
    const name = names[cursor % names.length];
    const text = `${config.greeting ?? "Hello"}, ${name}`;
    if (mode === "preview") say("would", { greet: name });
    else {
      console.log(config.tone === "loud" ? `${text.toUpperCase()}!` : text);
      say("count", "created 1");
    }
    say("progress", `${step} ${most} ${name}`);
  }
  if (mode === "run") say("state", { cursor });
}
