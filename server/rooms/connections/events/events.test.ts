import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProviderEvents } from "@stoa/contract";
import fc from "fast-check";
import { StoaError } from "../../../base/index.ts";
import { readCatalogue } from "../provider/catalogue.ts";
import { findFaults } from "../provider/check-definition.ts";
import { fillAddress } from "../provider/fill.ts";
import { describeKeyProvider } from "../testing.ts";
import { requireEvents } from "./open-events.ts";
import { partEvents } from "./part-events.ts";
import { isProven, type EventRequest } from "./prove-event.ts";
import { splitArray } from "./split-array.ts";

const catalogue = readCatalogue();
const eventsOf = (provider: string): ProviderEvents => catalogue.get(provider)?.events ?? assert.fail(provider);
const request = (headers: Record<string, string>, body: string, over: Partial<EventRequest> = {}): EventRequest => {
  const small = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { method: "POST", url: "https://stoa.example/hooks/shared/eva_1", headers: small, query: {}, body: Buffer.from(body), ...over };
};

interface Vector {
  signature: ProviderEvents["signature"];
  secret: string;
  request: EventRequest;
  at: number;
}

const everybody = "It's a Secret to Everybody";
const at2026 = 1_767_225_600_000;
const stripeBody = '{"id":"evt_1","object":"event","account":"acct_1"}';
/** The examples of the providers' documents; Stripe's, HubSpot's and Shopify's were made by Python's hmac after their documents' words. */
const vectors: Record<string, Vector> = {
  slack: {
    signature: eventsOf("slack").signature,
    secret: "8f742231b10e8888abcd99yyyzzz85a5",
    request: request(
      {
        "X-Slack-Request-Timestamp": "1531420618",
        "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
      },
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
    ),
    at: 1_531_420_618_000,
  },
  github: {
    signature: eventsOf("github").signature,
    secret: everybody,
    request: request({ "X-Hub-Signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" }, "Hello, World!"),
    at: at2026,
  },
  jira: {
    signature: { scheme: "hmac", header: "X-Hub-Signature", encoding: "hex", prefix: "sha256=", signed: [{ part: "body" }] },
    secret: everybody,
    request: request({ "X-Hub-Signature": "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9" }, "Hello World!"),
    at: at2026,
  },
  stripe: {
    signature: eventsOf("stripe").signature,
    secret: "whsec_9f2c41d07be84a7d",
    request: request(
      {
        "Stripe-Signature": `t=1767225600,v1=${"0".repeat(64)},v1=c50bf412fcfb52fdb769cea8fbda5f21398a638afcd317cb94a6d916cdbf9140,v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39`,
      },
      stripeBody,
    ),
    at: at2026,
  },
  hubspot: {
    signature: eventsOf("hubspot").signature,
    secret: "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy",
    request: request(
      { "X-HubSpot-Signature-v3": "Z0Vu+v+KmXoCe6ld2iBj5+lHtcdRy3xe7AHde+nwBPI=", "X-HubSpot-Request-Timestamp": "1767225600000" },
      '[{"eventId":1,"portalId":62515}]',
    ),
    at: at2026,
  },
  shopify: {
    signature: eventsOf("shopify").signature,
    secret: "hush-hush-hush",
    request: request({ "X-Shopify-Hmac-Sha256": "wys+LIjMXzWMcptn5YTs2yB8+QRQA+YWTI41JersI9g=" }, '{"id":820982911946154508}'),
    at: at2026,
  },
  "a fixed token": {
    signature: { scheme: "token", header: "X-Gitlab-Token" },
    secret: "a-fixed-token-5f2a",
    request: request({ "X-Gitlab-Token": "a-fixed-token-5f2a" }, "{}"),
    at: at2026,
  },
};
const proves = ({ signature, secret, request: asked, at }: Vector): boolean => isProven(signature, ["another-secret", secret], asked, at);

test("every scheme takes the signatures of the providers' own documents, also by the second of two secrets", () => {
  for (const [name, vector] of Object.entries(vectors)) assert.ok(proves(vector), name);
});

test("another body, address, secret or header proves nothing, nor does a timestamp too old, too new, or not what was signed", () => {
  for (const [name, vector] of Object.entries(vectors)) {
    const { request: asked, signature } = vector;
    const [header] = [signature.header.toLowerCase()];
    const wrong: Vector[] = [
      { ...vector, secret: `${vector.secret}x` },
      { ...vector, request: { ...asked, headers: {} } },
      { ...vector, request: { ...asked, headers: { ...asked.headers, [header]: "" } } },
    ];
    if (signature.scheme === "hmac") {
      wrong.push({ ...vector, request: { ...asked, body: Buffer.concat([asked.body, Buffer.from(" ")]) } });
      if (signature.signed.some((part) => "part" in part && part.part === "timestamp")) {
        wrong.push({ ...vector, at: vector.at + 301_000 }, { ...vector, at: vector.at - 301_000 });
        const later = Object.fromEntries(
          Object.entries(asked.headers).map(([key, value]) => [
            key,
            value.replace("1531420618", "1531420619").replace("1767225600", "1767225601"),
          ]),
        );
        wrong.push({ ...vector, request: { ...asked, headers: later } });
      }
    }
    if (name === "hubspot")
      wrong.push({ ...vector, request: { ...asked, url: `${asked.url}2` } }, { ...vector, request: { ...asked, method: "GET" } });
    for (const [index, one] of wrong.entries()) assert.ok(!proves(one), `${name} ${index}`);
    assert.ok(!isProven(signature, [], asked, vector.at), `${name} without a secret`);
  }
});

test("no header, however made, proves anything or throws", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[tv]1?=[0-9a-f,=tv1]{0,200}$/), fc.base64String());
  for (const { signature, secret, request: asked, at } of Object.values(vectors))
    fc.assert(
      fc.property(text, text, (one, other) => {
        const headers = { ...asked.headers, [signature.header.toLowerCase()]: one };
        if (signature.scheme === "hmac" && signature.timestamp) headers[signature.timestamp.header.toLowerCase()] = other;
        assert.equal(isProven(signature, [secret], { ...asked, headers }, at), false);
      }),
      { numRuns: 300 },
    );
});

test("an array is taken apart at its elements and nowhere else, byte by byte", () => {
  const space = fc.constantFrom("", " ", "\n\t");
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.json(), space, space)), space, (parts, around) => {
      const text = `${around}[${parts.map(([one, before, after]) => `${before}${one}${after}`).join(",")}]${around}`;
      assert.deepEqual(
        splitArray(text),
        parts.map(([one]) => one),
      );
    }),
    { numRuns: 500 },
  );
  assert.deepEqual(splitArray('[{"a":"],[\\""}, 12345678901234567890]'), ['{"a":"],[\\""}', "12345678901234567890"]);
});

test("of a batch each account gets its own events as they stand there, and what names no account goes to nobody", () => {
  const body = '[{"portalId":1,"n":12345678901234567890},{"portalId":2},{"portalId":1,"n":2},{"other":1},{"portalId":9007199254740993}]';
  const parts = partEvents(eventsOf("hubspot"), request({}, body));
  assert.deepEqual(
    parts.map(({ account, body: own }) => [account, own.toString()]),
    [
      ["1", '[{"portalId":1,"n":12345678901234567890},{"portalId":1,"n":2}]'],
      ["2", '[{"portalId":2}]'],
      [null, '[{"other":1},{"portalId":9007199254740993}]'],
    ],
  );
  const accountOf = (events: ProviderEvents, headers: Record<string, string>, text: string) =>
    partEvents(events, request(headers, text))[0]?.account;
  assert.equal(accountOf(eventsOf("slack"), {}, '{"team_id":"T1","authorizations":[{"team_id":"T2"}]}'), "T2");
  assert.equal(accountOf(eventsOf("slack"), {}, '{"team_id":"T1"}'), "T1");
  assert.equal(accountOf(eventsOf("slack"), {}, "no JSON"), null);
  assert.equal(accountOf(eventsOf("slack"), {}, '{"__proto__":{"team_id":"T1"}}'), null);
  assert.equal(accountOf(eventsOf("shopify"), { "X-Shopify-Shop-Domain": "a.myshopify.com" }, "{}"), "a.myshopify.com");
  const site: ProviderEvents = { ...eventsOf("github"), account: { body: ["/issue/self"], origin: true } };
  assert.equal(accountOf(site, {}, '{"issue":{"self":"https://acme.atlassian.net/rest/api/2/issue/1"}}'), "https://acme.atlassian.net");
});

test("half a million elements, or more accounts than a provider tells of, are refused at once and not cut short", () => {
  const refused = (says: RegExp) => (error: unknown) =>
    error instanceof StoaError && error.code === "too_large" && says.test(error.message);
  const from = performance.now();
  for (const element of ["0", '{"portalId":1}'])
    assert.throws(
      () => partEvents(eventsOf("hubspot"), request({}, `[${`${element},`.repeat(499_999)}${element}]`)),
      refused(/5000 events/),
    );
  assert.ok(performance.now() - from < 5_000);
  const batch = (accounts: number, each: number) =>
    partEvents(
      eventsOf("hubspot"),
      request({}, JSON.stringify(Array.from({ length: accounts * each }, (_, index) => ({ portalId: (index % accounts) + 1 })))),
    );
  assert.throws(() => batch(101, 1), refused(/100 accounts/));
  const most = batch(100, 50);
  assert.deepEqual([most.length, JSON.parse(String(most[99]?.body)).length], [100, 50]);
});

test("a header names the account only of an event: beside a body that is none it names nobody", () => {
  const shop = { "X-Shopify-Shop-Domain": "a.myshopify.com" };
  for (const [body, account] of [
    ["{}", "a.myshopify.com"],
    ["[]", "a.myshopify.com"],
    ["code=1&shop=b", null],
    ["7", null],
    ["null", null],
    ["", null],
  ] as const)
    assert.equal(partEvents(eventsOf("shopify"), request(shop, body))[0]?.account, account, body);
});

test("an event is known again by what is signed of it: its id, or its bytes, never a header that anybody may change", () => {
  const keyOf = (provider: string, body: string, headers = {}) =>
    partEvents(eventsOf(provider), request(headers, body))[0]?.key.toString("hex");
  assert.equal(keyOf("slack", '{"event_id":"E1","team_id":"T1"}'), keyOf("slack", '{"team_id":"T1","event_id":"E1","retry":1}'));
  assert.notEqual(keyOf("slack", '{"event_id":"E1"}'), keyOf("slack", '{"event_id":"E2"}'));
  assert.notEqual(
    keyOf("slack", '{"event_id":"E1","team_id":"T1"}'),
    keyOf("slack", '{"event_id":"E1","team_id":"T2"}'),
    "each account's own",
  );
  assert.equal(keyOf("github", "{}", { "X-GitHub-Delivery": "1" }), keyOf("github", "{}", { "X-GitHub-Delivery": "2" }));
});

test("a provider that does not say whose account was connected cannot use a shared address, and a description says what it lacks", () => {
  const good = describeKeyProvider("api.example.com");
  const events = eventsOf("github");
  assert.deepEqual(findFaults({ ...good, events }), []);
  const { account: _account, ...silent } = good;
  const refused = (says: RegExp) => (error: unknown) =>
    error instanceof StoaError &&
    error.code === "refused" &&
    says.test(error.message) &&
    (error.fix ?? "").includes("address of each installation");
  assert.throws(() => requireEvents({ ...silent, events }), refused(/does not say by itself which account/));
  assert.throws(() => requireEvents(good), refused(/signs its events is not described/));
  const wrong: [says: RegExp, definition: object][] = [
    [/needs `account`/, { ...silent, events }],
    [/one of header and body/, { ...good, events: { ...events, account: {} } }],
    [/leaves the body out/, { ...good, events: { ...events, signature: { ...events.signature, signed: [{ text: "x" }] } } }],
    [
      /leaves the timestamp out/,
      { ...good, events: { ...events, signature: { ...events.signature, timestamp: { header: "X-Time", unit: "s" } } } },
    ],
    [/neither kept/, { ...good, events: { ...events, account: { header: "X-Shop", field: "shop" } } }],
  ];
  const account = { from: "call" as const, id: "id", call: { url: "https://{shop}.example.com/me" } };
  const shop = { name: "shop", title: "Shop", secret: false, where: "" };
  const reached = { ...good, hosts: ["*.example.com"], fields: [...good.fields, shop], account };
  const named: ProviderEvents = { ...events, account: { header: "X-Shop", field: "shop" } };
  const faultsOf = (over: object) => findFaults({ ...reached, events: named, ...over }).join(" ");
  assert.doesNotMatch(faultsOf({}), /neither kept|kept of an answer/);
  assert.match(faultsOf({ account: { ...account, keep: { shop: "shop" } } }), /kept of an answer/);
  assert.match(faultsOf({ account: { ...account, from: "token" } }), /neither kept/);
  const two = { ...account, call: { url: "https://{shop}.{place}.example.com/me" } };
  assert.match(faultsOf({ account: two, fields: [...reached.fields, { ...shop, name: "place" }] }), /neither kept/);
  assert.equal(fillAddress(reached, account.call.url, { shop: "acme" }).host, "acme.example.com");
  for (const value of ["evil.example/", "a@acme", "acme:1@b", "ac me", "a#", "a\\b", "acm\u0435"])
    assert.throws(() => fillAddress(reached, account.call.url, { shop: value }), /part of a host's name/, value);
  for (const [says, definition] of wrong) assert.match(findFaults(definition as typeof good).join(" "), says);
});
