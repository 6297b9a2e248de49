import * as contract from "@stoa/contract";
import { Type } from "typebox";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { listProviders } from "./apps/list-providers.ts";
import { removeApp } from "./apps/remove-app.ts";
import { endSigningSecret } from "./apps/end-signing-secret.ts";
import { putSigningSecret } from "./apps/put-signing-secret.ts";
import { rotateApp } from "./apps/rotate-app.ts";
import { saveApp } from "./apps/save-app.ts";
import { testApp } from "./apps/test-app.ts";
import type { ConnectDeps } from "./deps.ts";

const scopes = ["side", "publisher"] as const;
const params = Type.Object({ provider: Type.String({ pattern: contract.providerPattern }) });
const path = "/providers/:provider/app";

/** A host's or publisher's apps at providers. */
export function appRoutes(route: RouteDeps, deps: ConnectDeps): void {
  addRoute(route, {
    method: "GET",
    path: "/providers",
    scopes,
    audit: { none: "reads only" },
    summary: "Providers of accounts, and the app entered for each",
    response: contract.ProviderList,
    handle: async (ctx) => ({ items: await listProviders(ctx, deps) }),
  });
  addRoute(route, {
    method: "PUT",
    path,
    scopes,
    audit: "provider_app.change",
    summary: "Enter an app at a provider, or describe a provider of one's own",
    params,
    body: contract.SaveAppBody,
    response: contract.ProviderView,
    handle: (ctx, input) => saveApp(ctx, deps, { ...input.body, provider: input.params.provider }),
  });
  addRoute(route, {
    method: "DELETE",
    path,
    scopes,
    audit: "provider_app.remove",
    summary: "Take an app away",
    params,
    status: 204,
    handle: async (ctx, input) => {
      await removeApp(ctx, input.params);
      return input.reply.code(204).send();
    },
  });
  changeRoutes(route, deps);
}

function changeRoutes(route: RouteDeps, deps: ConnectDeps): void {
  addRoute(route, {
    method: "POST",
    path: `${path}/test`,
    scopes,
    audit: "provider_app.test",
    summary: "Ask the provider whether it knows the app and its secret",
    params,
    response: contract.TestResult,
    handle: (ctx, input) => testApp(ctx, deps, input.params),
  });
  addRoute(route, {
    method: "POST",
    path: `${path}/rotate`,
    scopes,
    audit: "provider_app.rotate",
    summary: "Put a new client secret in place of the old, once the provider takes it",
    params,
    body: contract.RotateAppBody,
    response: contract.ProviderView,
    handle: (ctx, input) => rotateApp(ctx, deps, { ...input.params, ...input.body }),
  });
  addRoute(route, {
    method: "PUT",
    path: `${path}/signing-secret`,
    scopes,
    audit: "provider_app.sign",
    summary: "Enter what the provider signs its events with; the one before is taken too until it is ended",
    params,
    body: contract.SigningSecretBody,
    response: contract.ProviderView,
    handle: (ctx, input) => putSigningSecret(ctx, deps, { ...input.params, ...input.body }),
  });
  addRoute(route, {
    method: "DELETE",
    path: `${path}/signing-secret`,
    scopes,
    audit: "provider_app.sign",
    summary: "End the older of two signing secrets",
    params,
    response: contract.ProviderView,
    handle: (ctx, input) => endSigningSecret(ctx, deps, input.params),
  });
}
