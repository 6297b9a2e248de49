import { audit, emitFacts, notFound, requireRole, StoaError, transaction, type Ctx, type Tx } from "../../base/index.ts";
import { isAtOrigin } from "./match-origin.ts";
import { saveFace } from "./store/faces.ts";
import { findHost, findHostOfSide, saveTestLook, updateHost, type HostRow } from "./store/tenants.ts";

export interface EditHostInput {
  hostId: string;
  name?: string | undefined;
  look?: Record<string, string> | undefined;
  origins?: string[] | undefined;
  /** Of the side it is asked for: its page that holds the marketplace, at one of the origins. Null takes it away. */
  page?: string | null | undefined;
  /** Of the side: the address that customers' answers to mails go to. */
  support?: string | null | undefined;
}

/**
 * Changes a host's name, look or the origins that may frame its pages, and of the side it is asked for where its marketplace stands and who answers
 * customers. From its test side the look is that side's own, until it is promoted.
 * @throws StoaError forbidden, not_found, invalid_input
 */
export async function editHost(ctx: Ctx, input: EditHostInput): Promise<HostRow> {
  requireRole(ctx, "operator", "host_owner");
  if (ctx.scope.kind !== "side") refuseOwn(input);
  return transaction(ctx, async (inner) => {
    const { scope, tx } = inner;
    const read = (): Promise<HostRow | undefined> =>
      scope.kind === "side" ? findHostOfSide(tx, scope.sideId) : findHost(tx, input.hostId);
    const before = await read();
    const own = scope.kind === "side" && (await saveOwn(tx, scope.sideId, input));
    const { name = null, look = null, origins = null } = input;
    const changed = await updateHost(tx, { id: input.hostId, name, look: own ? null : look, origins });
    const after = await read();
    if (!before || !changed || !after || before.id !== input.hostId) throw notFound("host");
    if (input.page) checkPage(after);
    const sideId = scope.kind === "side" ? { sideId: scope.sideId } : {};
    await audit(inner, { verb: "host.edit", subject: input.hostId, ...sideId, before: pick(before), after: pick(after) });
    await emitFacts(inner, [{ type: "host.edited", subject: input.hostId, subjectVersion: changed.version }]);
    return after;
  });
}

/** What is a side's own. @returns whether the look is among it */
async function saveOwn(tx: Tx, sideId: string, { look, page, support }: EditHostInput): Promise<boolean> {
  await saveFace(tx, sideId, { page: given(page), support: given(support) });
  return look !== undefined && (await saveTestLook(tx, sideId, look)) !== undefined;
}

/** @throws StoaError invalid_input for what is a side's own, asked for the host as a whole */
function refuseOwn({ page, support }: EditHostInput): void {
  const problems = Object.entries({ page, support }).flatMap(([name, value]) =>
    value === undefined ? [] : [{ path: `/${name}`, message: "is a side's own" }],
  );
  if (problems.length === 0) return;
  throw new StoaError("invalid_input", {
    what: "The page of the marketplace and the address for answers are a side's own, not the host's.",
    fix: "Set them for its live side, its test side, or each.",
    problems,
  });
}

/** Null is as good as nothing, and is written so. */
const given = (value: string | null | undefined): string | null => (value === null ? "" : (value ?? null));

/** Mails lead people there, so it is a page of the host's own. @throws StoaError invalid_input */
function checkPage({ page, origins }: HostRow): void {
  if (page !== null && isAtOrigin(origins, page)) return;
  const problems = [{ path: "/page", message: "is at none of the origins that may show the marketplace" }];
  throw new StoaError("invalid_input", {
    what: "The page of the marketplace is at none of your origins.",
    fix: "Give the address of your page that holds it, or add its origin.",
    problems,
  });
}

function pick({ name, look, origins, page, support }: HostRow): object {
  return { name, look, origins, page, support };
}
