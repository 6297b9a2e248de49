import * as contract from "@stoa/contract";
import { Type } from "typebox";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { closeCustomer } from "./close-customer.ts";
import { getCustomer } from "./get-customer.ts";
import { listCustomerPeopleOf, showCustomerPerson } from "./list-customer-people.ts";
import { putCustomer } from "./put-customer.ts";
import { putPerson } from "./put-person.ts";
import { removePerson } from "./remove-person.ts";
import { reopenCustomer } from "./reopen-customer.ts";
import { showCustomer } from "./side-customer.ts";

const reads = { none: "reads only" };
const Ref = Type.String({ minLength: 1, maxLength: 200, description: "The host's own id for the customer, or ours." });
const customer = Type.Object({ ref: Ref });
const person = Type.Object({
  ref: Ref,
  subject: Type.String({ minLength: 1, maxLength: 200, description: "The host's own id for the person." }),
});

/** A host's server says which customers and people there are; the same again changes nothing. */
export function provisioningRoutes(deps: RouteDeps): void {
  customerRoutes(deps);
  endingRoutes(deps);
  peopleRoutes(deps);
}

function customerRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/customers/:ref",
    scopes: ["side"],
    audit: reads,
    summary: "One customer",
    params: customer,
    response: contract.CustomerView,
    handle: async (ctx, { params }) => showCustomer(await getCustomer(ctx, params)),
  });
  addRoute(deps, {
    method: "PUT",
    path: "/customers/:ref",
    scopes: ["side"],
    audit: "customer.create or customer.edit",
    summary: "Make a customer, or change it",
    params: Type.Object({ ref: Type.String({ minLength: 1, maxLength: 200, description: "The host's own id for the customer." }) }),
    body: contract.PutCustomerBody,
    response: contract.CustomerView,
    handle: async (ctx, { params, body }) => showCustomer(await putCustomer(ctx, { externalRef: params.ref, ...body })),
  });
}

function endingRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "POST",
    path: "/customers/:ref/close",
    scopes: ["side"],
    audit: "customer.close",
    summary: "End the access of a customer: people, sessions, tokens; its installations are paused, its data stays",
    params: customer,
    response: contract.CustomerView,
    handle: async (ctx, { params }) => showCustomer(await closeCustomer(ctx, params)),
  });
  addRoute(deps, {
    method: "POST",
    path: "/customers/:ref/reopen",
    scopes: ["side"],
    audit: "customer.reopen",
    summary: "Let a closed customer's people in again",
    params: customer,
    response: contract.CustomerView,
    handle: async (ctx, { params }) => showCustomer(await reopenCustomer(ctx, params)),
  });
}

function peopleRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/customers/:ref/people",
    scopes: ["side"],
    audit: reads,
    summary: "A customer's people, those removed among them",
    params: customer,
    response: Type.Object({ items: Type.Array(contract.CustomerPersonView) }),
    handle: async (ctx, { params }) => ({ items: (await listCustomerPeopleOf(ctx, params)).map(showCustomerPerson) }),
  });
  addRoute(deps, {
    method: "PUT",
    path: "/customers/:ref/people/:subject",
    scopes: ["side"],
    audit: "person.put",
    summary: "Give a person a role at a customer, or change it",
    params: person,
    body: contract.PutPersonBody,
    response: contract.CustomerPersonView,
    handle: async (ctx, { params, body }) =>
      showCustomerPerson(await putPerson(ctx, { ref: params.ref, subject: params.subject, ...body })),
  });
  addRoute(deps, {
    method: "DELETE",
    path: "/customers/:ref/people/:subject",
    scopes: ["side"],
    audit: "person.remove",
    summary: "End a person's access to a customer: role, tokens, sessions, open streams",
    params: person,
    status: 204,
    handle: async (ctx, { params, reply }) => {
      await removePerson(ctx, { ref: params.ref, subject: params.subject });
      return reply.code(204).send();
    },
  });
}
