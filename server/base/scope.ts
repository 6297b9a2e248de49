/** Whose rows a request may touch. Chosen by the adapter from the path, checked against the actor, enforced in SQL and by policy. */
export type Scope =
  | { kind: "customer"; customerId: string; sideId: string }
  | { kind: "publisher"; publisherId: string }
  | { kind: "side"; sideId: string; hostId: string }
  | { kind: "operator" }
  | { kind: "engine" };

/** Whose name stands for a scope where tenants are told apart, as in whose share of the connections one is taken. */
export function tenantOf(scope: Scope): string {
  switch (scope.kind) {
    case "customer":
      return scope.customerId;
    case "publisher":
      return scope.publisherId;
    case "side":
      return scope.sideId;
    case "operator":
    case "engine":
      return scope.kind;
  }
}

export type Role =
  | "operator"
  | "host_owner"
  | "host_reviewer"
  | "host_support"
  | "publisher_owner"
  | "publisher_developer"
  | "customer_owner"
  | "customer_configurer"
  | "customer_viewer";

/** Who asks. `machine` is a command of the person who owns this machine; `engine` a loop of ours. */
export type Actor =
  /** `visiting`: a host's person looks at a customer's installation; their transactions write nothing. */
  | { kind: "person"; personId: string; roles: readonly Role[]; visiting?: true }
  | { kind: "token"; tokenId: string; roles: readonly Role[]; readOnly?: true }
  | { kind: "hook"; installationId: string }
  | { kind: "machine" }
  | { kind: "engine"; name: string };
