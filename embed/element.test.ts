import assert from "node:assert/strict";
import { test } from "node:test";
import { isEmbedEvent } from "./events.ts";
import { ownOrigin } from "./find-place.ts";
import { frameAddress } from "./frame-address.ts";
import { readSigner, TokenFault } from "./get-token.ts";
import { languageOf } from "./texts.ts";

const origin = "https://stoa.example.com";
const none = { listing: undefined, installation: undefined, path: undefined };

test("each errand opens at its page, with the side that says who may frame it", () => {
  const open = (errand: Partial<Parameters<typeof frameAddress>[2]>): string =>
    frameAddress(origin, "side_1", { view: "market", ...none, ...errand });
  assert.equal(open({}), `${origin}/shop?side=side_1`);
  assert.equal(open({ view: "install", listing: "lst_1" }), `${origin}/shop/install/lst_1?side=side_1`);
  assert.equal(open({ view: "connect", installation: "ins_1" }), `${origin}/shop/installations/ins_1?tab=settings&side=side_1`);
  assert.equal(open({ view: "runs", installation: "ins_1" }), `${origin}/shop/runs?installationId=ins_1&side=side_1`);
  assert.equal(open({ view: "runs" }), `${origin}/shop/runs?side=side_1`);
  const context = "object=invoices&provider=Xero%20%26%20co&side=side_2&evil=1";
  assert.equal(open({ view: "suggest", context }), `${origin}/shop/suggest?object=invoices&provider=Xero+%26+co&side=side_1`);
  assert.equal(open({ path: "/listings/lst_2" }), `${origin}/shop/listings/lst_2?side=side_1`);
});

test("a path from the page's address cannot lead the frame to another site or out of the shop", () => {
  for (const path of [
    "//evil.example",
    "https://evil.example",
    "/..//evil.example",
    "/%2e%2e/operator",
    "/listings/<script>",
    "javascript:alert(1)",
  ]) {
    const url = new URL(frameAddress(origin, "side_1", { view: "market", ...none, path }));
    assert.equal(url.origin, origin, path);
    assert.ok(url.pathname.startsWith("/shop"), `${path} led to ${url.pathname}`);
  }
});

test("the frame stands where Stoa says, but never at the page's own origin or at what is no address", () => {
  const at = (told: string | null | undefined): string => ownOrigin(origin, told, "https://app.example.com");
  assert.equal(at("https://market.example.com/x"), "https://market.example.com");
  for (const told of [null, undefined, "", "market", "javascript:alert(1)", "data:text/html,x", "https://app.example.com"])
    assert.equal(at(told), origin, String(told));
});

test("whose token it is is read, and what is no token is said", () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  assert.deepEqual(readSigner(`${part({ kid: "k" })}.${part({ iss: "Zoë" })}.x`), { issuer: "Zoë", kid: "k" });
  for (const token of ["", "a.b.c", `${part({})}.${part({ iss: "i" })}.x`]) assert.throws(() => readSigner(token), TokenFault);
});

test("only known events pass, and a language without words is English", () => {
  assert.equal(isEmbedEvent({ type: "installed" }), true);
  assert.equal(isEmbedEvent({ type: "click" }), false);
  assert.equal(isEmbedEvent(null), false);
  assert.deepEqual(["de", "de-AT", "fr", "en-US"].map(languageOf), ["de", "de", "en", "en"]);
});
