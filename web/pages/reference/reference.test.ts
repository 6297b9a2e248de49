import assert from "node:assert/strict";
import { test } from "node:test";
import { readOperations, type OpenApi } from "./read-openapi.ts";
import { sayType, schemaRows } from "./schema-rows.ts";

const answer = { "200": { content: { "application/json": { schema: { $ref: "#/components/schemas/Run" } } } } };
const document: OpenApi = {
  info: { title: "Stoa", version: "1" },
  paths: {
    "/v1/customers/{customerId}/runs/{runId}": {
      get: {
        summary: "One run",
        parameters: [
          { name: "customerId", in: "path", required: true },
          { name: "runId", in: "path", required: true },
        ],
        responses: answer,
      },
    },
    "/v1/operator/runs/{runId}": { get: { summary: "One run", parameters: [], responses: answer } },
    "/v1/me": { get: { summary: "Who you are", responses: {} } },
  },
  components: {
    schemas: {
      Run: {
        type: "object",
        required: ["id"],
        properties: {
          id: { type: "string" },
          state: { enum: ["queued", "running"] },
          verdict: { anyOf: [{ type: "object", properties: { rule: { type: "string" } } }, { type: "null" }] },
          tries: { type: "array", items: { type: "object", properties: { number: { type: "integer" } } } },
        },
      },
    },
  },
};

test("an operation of several places is told once, without the place's own id", () => {
  const groups = readOperations(document);
  assert.deepEqual(
    groups.map(({ name }) => name),
    ["me", "runs"],
  );
  const [run, ...others] = groups[1]?.operations ?? [];
  assert.deepEqual(others, []);
  assert.equal(run?.path, "/runs/{runId}");
  assert.deepEqual(
    run.places.map(({ name }) => name),
    ["customer", "operator"],
  );
  assert.deepEqual(
    run.parameters.map(({ name }) => name),
    ["runId"],
  );
});

test("fields are told with their whole path, type and whether they are there", () => {
  const schema = { $ref: "#/components/schemas/Run" };
  assert.deepEqual(
    schemaRows(document, schema).map(({ name, type, required }) => [name, type, required]),
    [
      ["id", "string", true],
      ["state", '"queued" or "running"', false],
      ["verdict", "object or null", false],
      ["verdict.rule", "string", false],
      ["tries", "list of object", false],
      ["tries[].number", "integer", false],
    ],
  );
  assert.equal(sayType(document, { $ref: "#/components/schemas/Gone" }), "anything");
});
