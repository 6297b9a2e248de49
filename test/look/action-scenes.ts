import type { AskedAction, HostCall, InstallationView } from "@stoa/contract";
import type { Page } from "playwright-core";
import type { Scene } from "./list-scenes.ts";
import type { Seat } from "./take-seats.ts";

const security = (scope: string) => [{ marketplace: [scope] }];
const paths = {
  "/contacts": {
    get: { operationId: "contacts.list", summary: "Read contacts", security: security("contacts:read") },
    post: { operationId: "contacts.create", summary: "Add contacts", security: security("contacts:write") },
  },
  "/contacts/{id}": { patch: { operationId: "contacts.update", summary: "Change contacts", security: security("contacts:write") } },
  "/invoices": { get: { operationId: "invoices.list", summary: "Read invoices", security: security("invoices:read") } },
  "/files/{name}.pdf": { get: { operationId: "files.get", summary: "Read files" } },
};
const document = JSON.stringify({
  openapi: "3.1.0",
  info: { title: "Ledgerline", version: "2026-11" },
  servers: [{ url: "https://app.ledgerline.example/api" }],
  paths,
});

const action = (name: string, title: string, why: string | null): AskedAction => ({
  name,
  title,
  text: "",
  method: "GET",
  path: "/",
  scopes: ["contacts:write"],
  why,
  offered: true,
});
const actions = [
  action("contacts.list", "Read contacts", "Finds whom an invoice is for."),
  action("contacts.create", "Add contacts", null),
  action("contacts.update", "Change contacts", null),
];
const states = ["allowed", "revoked", "changed"] as const;

function call(n: number, over: Partial<HostCall>): HostCall {
  const id = n.toString().padStart(26, "0");
  const [runId, integrationId, installationId] = [`run_${id}`, `int_${id}`, `ins_${id}`];
  const at = new Date(Date.now() - n * 4_000).toISOString();
  const whole = {
    action: "contacts.list",
    method: "GET",
    path: "/contacts",
    status: 200,
    bytesOut: 0,
    bytesIn: 18_204,
    tookMs: 41,
    refused: null,
  };
  return { id: `cal_${id}`, runId, attempt: 1, integrationId, installationId, at, ...whole, count: 1, ...over };
}
const refused = { status: null, bytesIn: 0, tookMs: 0 };
const calls = [
  call(1, {
    action: null,
    method: "DELETE",
    path: "/contacts/con_71",
    ...refused,
    refused: "DELETE /contacts/con_71 is none of the host's actions.",
  }),
  call(2, { action: "contacts.create", method: "POST", ...refused, refused: "The customer has taken contacts.create back." }),
  call(3, { action: "contacts.update", method: "PATCH", path: "/contacts/con_71", status: 409, bytesOut: 310, bytesIn: 120 }),
  call(4, {}),
  call(5, { path: null, count: 412, bytesIn: 4_100_000 }),
];

/** The host's API and its actions, at each side of a request: declared or not, allowed or taken back, called or refused. */
export async function actionScenes(
  seats: Record<"host" | "newHost" | "publisher" | "newPublisher" | "customer", Seat>,
  run: string,
): Promise<Scene[]> {
  const { host, newHost, publisher, newPublisher, customer } = seats;
  await host.client.send("PUT", `${host.base}/host-api`, { document });
  const at = (seat: Seat): string => `${seat.base.slice("/v1".length)}/actions`;
  const called = async (page: Page): Promise<void> =>
    void (await page.route(/\/host-calls\?/, (route) => {
      const items = calls.filter((one) => one.refused !== null || !route.request().url().includes("refused=true"));
      return route.fulfill({ json: { items, next: null } });
    }));
  const preview = async (page: Page): Promise<void> => {
    const newer = { ...paths, "/invoices": { get: { ...paths["/invoices"].get, security: security("invoices:all") } } };
    const { "/contacts/{id}": _gone, ...rest } = newer;
    const text = JSON.stringify({ ...(JSON.parse(document) as object), paths: rest });
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: "openapi.json", mimeType: "application/json", buffer: Buffer.from(text) });
    await page.getByRole("button", { name: "See what it changes" }).click();
    await page.getByText("Taken away").waitFor();
  };
  return [
    { name: "host-actions", seat: host, path: at(host), before: called },
    { name: "host-actions-preview", seat: host, path: at(host), act: preview },
    { name: "host-actions-empty", seat: newHost, path: at(newHost) },
    { name: "publisher-actions", seat: publisher, path: at(publisher), before: called },
    { name: "publisher-actions-empty", seat: newPublisher, path: at(newPublisher) },
    { name: "run-actions", seat: customer, path: `/shop/runs/${run}`, before: called },
  ];
}

/** An installation that may do things in the product. */
export function grantScene(customer: Seat, path: string): Scene {
  const before = async (page: Page): Promise<void> =>
    void (await page.route(/\/v1\/.*\/installations\/ins_[a-z0-9]+$/, async (route) => {
      const view = (await (await route.fetch()).json()) as InstallationView;
      const grants = actions.map((one, index) => ({ ...one, state: states[index] ?? "gone", at: new Date().toISOString() }));
      await route.fulfill({ json: { ...view, asks: { ...view.asks, actions }, grants } });
    }));
  return { name: "installation-actions", seat: customer, path, before };
}
