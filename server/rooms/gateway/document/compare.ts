import type { DeclaredAction } from "./read-document.ts";

export interface ChangedAction {
  before: DeclaredAction;
  after: DeclaredAction;
  what: ("method" | "path" | "scopes" | "words")[];
  /** Scopes that nobody has agreed to yet. */
  asksMore: string[];
}

export interface Difference {
  added: DeclaredAction[];
  removed: DeclaredAction[];
  changed: ChangedAction[];
  same: number;
}

/** What a new document changes, action by action. */
export function compareActions(before: readonly DeclaredAction[], after: readonly DeclaredAction[]): Difference {
  const [old, now] = [byName(before), byName(after)];
  const both = before.flatMap((one) => {
    const other = now.get(one.name);
    return other ? [changeOf(one, other)] : [];
  });
  const changed = both.filter(({ what }) => what.length > 0);
  return {
    added: after.filter(({ name }) => !old.has(name)),
    removed: before.filter(({ name }) => !now.has(name)),
    changed,
    same: both.length - changed.length,
  };
}

const byName = (actions: readonly DeclaredAction[]): Map<string, DeclaredAction> => new Map(actions.map((one) => [one.name, one]));

function changeOf(before: DeclaredAction, after: DeclaredAction): ChangedAction {
  const what: ChangedAction["what"] = [];
  if (before.method !== after.method) what.push("method");
  if (before.path !== after.path) what.push("path");
  if (before.scopes.join(" ") !== after.scopes.join(" ")) what.push("scopes");
  if (before.title !== after.title || before.text !== after.text) what.push("words");
  return { before, after, what, asksMore: after.scopes.filter((scope) => !before.scopes.includes(scope)) };
}
