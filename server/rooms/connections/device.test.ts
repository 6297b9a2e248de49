import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import type { ProviderDefinition } from "@stoa/contract";
import { saveApp } from "./apps/save-app.ts";
import { beginAttempt } from "./attempts/begin-attempt.ts";
import { getAttempt } from "./attempts/get-attempt.ts";
import { listConnections } from "./list-connections.ts";
import { readCatalogue } from "./provider/catalogue.ts";
import { takeId } from "./show.ts";
import { openConnectWorld } from "./testing.ts";

/** As GitHub's device flow answers: 200 with an error word until the person has typed the code. */
let typed: "no" | "yes" | "denied" = "no";
let polls = 0;
const server = createServer((request, response) => {
  const answer = (body: object): void => void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (request.url === "/login/device/code")
    return answer({
      device_code: "dev-code-3f",
      user_code: "WDJB-MJHT",
      verification_uri: "https://github.com/login/device",
      expires_in: 900,
      interval: 5,
    });
  if (request.url === "/user") return answer({ id: 7, login: "ada" });
  polls += 1;
  if (typed === "no") return answer({ error: "authorization_pending" });
  answer(typed === "denied" ? { error: "access_denied" } : { access_token: "device-token-51", token_type: "bearer", scope: "read:user" });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
after(() => server.close().closeAllConnections());
const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
const real = readCatalogue().get("github-device");
assert.ok(real);
const text = JSON.stringify(real)
  .replaceAll("https://github.com", `http://${place}`)
  .replaceAll("https://api.github.com", `http://${place}`);
const definition: ProviderDefinition = { ...(JSON.parse(text) as ProviderDefinition), name: "device-git", hosts: [place] };
const world = await openConnectWorld([place]);
await saveApp(world.host.owner, world.deps, { provider: definition.name, definition, clientId: "stoa" });

test("a code is typed at the provider; it is asked as often as it allows, and no more", async () => {
  const { owner } = await world.customer();
  const begun = await beginAttempt(owner, world.deps, { provider: "device-git", way: "device" });
  assert.deepEqual(begun.device, { code: "WDJB-MJHT", address: "https://github.com/login/device", everySeconds: 5 });
  const attemptId = takeId("connectionAttempt", begun.id);
  const look = () => getAttempt(owner, world.deps, { attemptId });
  for (let again = 0; again < 5; again++) assert.equal((await look()).state, "begun");
  assert.equal(polls, 1);
  typed = "yes";
  world.world.clock.advance(6_000);
  assert.equal((await look()).state, "done");
  const [view] = await listConnections(owner, world.deps);
  assert.deepEqual([view?.account, view?.scopes], ["ada", ["read:user"]]);
});

test("refused there, the try says so", async () => {
  const { owner } = await world.customer();
  const begun = await beginAttempt(owner, world.deps, { provider: "device-git", way: "device" });
  typed = "denied";
  const { state, error } = await getAttempt(owner, world.deps, { attemptId: takeId("connectionAttempt", begun.id) });
  assert.deepEqual([state, error], ["failed", "GitHub, by a code refused: access_denied."]);
});
