import type { GateRefusal } from "../../sandbox/index.ts";
import type { DeclaredAction } from "../document/read-document.ts";
import type { Rights } from "./watch-rights.ts";

export interface Asked {
  method: string;
  path: string;
}

type Judged = { action: DeclaredAction } | { refusal: GateRefusal; action: string | null };

const pageFix = "Its customer allows it on the installation's page.";

/** Whether a request may be passed on now: it is an action of the host's, the manifest asks for it, the customer allows all it covers. */
export function judgeRequest({ api, find, grants }: Rights, declared: ReadonlySet<string>, { method, path }: Asked): Judged {
  if (!api)
    return refuse(null, "neither", "The host has not said what its API can do.", "The host uploads its OpenAPI document in its console.");
  const action = find({ method, path });
  if (!action)
    return refuse(
      null,
      "undeclared",
      `${method} ${path} is none of the host's actions.`,
      "See what there is with stoa actions, and ask for it.",
    );
  const { name } = action;
  if (!declared.has(name))
    return refuse(
      name,
      "undeclared",
      `${method} ${path} is ${name}, which is not declared.`,
      `Its publisher adds "- ${name}" to actions in stoa.yaml.`,
    );
  const grant = grants.get(name);
  if (!grant) return refuse(name, "withheld", `${name} was not allowed when this was installed.`, pageFix);
  if (grant.revokedAt !== null) return refuse(name, "withheld", `The customer has taken ${name} back.`, pageFix);
  const more = action.scopes.filter((scope) => !grant.scopes.includes(scope));
  if (more.length > 0)
    return refuse(name, "withheld", `${name} now also covers ${more.join(", ")}, which the customer has not agreed to.`, pageFix);
  return { action };
}

function refuse(action: string | null, because: GateRefusal["because"], what: string, fix: string): Judged {
  const status = because === "neither" ? 503 : 403;
  const error = { undeclared: "undeclared_request", withheld: "not_allowed", neither: "host_not_ready" }[because];
  return { action, refusal: { status, error, what, fix, because } };
}
