import assert from "node:assert/strict";
import { test } from "node:test";
import { makeActionFinder } from "./match-action.ts";

const lines = [
  "list GET /contacts",
  "add POST /contacts",
  "get GET /contacts/{id}",
  "me GET /contacts/me",
  "notes GET /contacts/{id}/notes",
  "look HEAD /contacts/{id}",
];
const find = makeActionFinder(
  lines.map((line) => {
    const [name = "", method = "", path = ""] = line.split(" ");
    return { name, method, path };
  }),
);

test("the most exact action is meant, and a request that a server could read in two ways is none", () => {
  const found: [request: string, name: string | undefined][] = [
    ["GET /contacts", "list"],
    ["POST /contacts", "add"],
    ["HEAD /contacts", "list"],
    ["DELETE /contacts", undefined],
    ["GET /contacts/7", "get"],
    ["HEAD /contacts/7", "look"],
    ["GET /contacts/me", "me"],
    ["GET /contacts/%6de", "me"],
    ["GET /contacts/ME", undefined],
    ["GET /Contacts/7", undefined],
    ["GET /contacts/7/notes", "notes"],
    ["GET /contacts/", undefined],
    ["GET /contacts/7/", undefined],
    ["GET /contacts/7/../me", undefined],
    ["GET /contacts/..%2fme", undefined],
    ["GET //contacts", undefined],
    ["get /contacts", undefined],
  ];
  for (const [request, name] of found) {
    const [method = "", path = ""] = request.split(" ");
    assert.equal(find({ method, path })?.name, name, request);
  }
});

test("what the host left out no wider action reaches, in whatever letters", () => {
  const action = { name: "contacts.get", method: "GET", path: "/contacts/{id}" };
  const finder = makeActionFinder([action], [{ method: "GET", path: "/contacts/export" }]);
  const nameAt = (path: string): string | undefined => finder({ method: "GET", path })?.name;
  assert.deepEqual([nameAt("/contacts/7"), nameAt("/contacts/export"), nameAt("/contacts/EXPORT")], ["contacts.get", undefined, undefined]);
  assert.equal(makeActionFinder([action], [{ method: "GET", path: "/contacts/{key}" }])({ method: "GET", path: "/contacts/7" }), undefined);
});
