import { randomUUID } from "node:crypto";
import { momentIn, orNothing, rowText, RowText } from "../db/index.ts";
import { idForm, isId } from "../ids.ts";

export interface Fact {
  id: string;
  /** The row that holds it: its own, or that of the first of those it was told with. */
  rowId: string;
  type: string;
  v: number;
  at: number;
  sideId: string | null;
  customerId: string | null;
  publisherId: string | null;
  subject: string;
  subjectVersion: number;
  data: Record<string, unknown>;
  xid: string;
  seq: number;
  /** Why it cannot be read: no handler is given it. */
  fault?: string;
}

const row = rowText(
  "f.id, f.type, f.v",
  momentIn("f.at"),
  "f.xid, f.seq",
  orNothing("f.side_id"),
  orNothing("f.customer_id"),
  orNothing("f.publisher_id"),
  "f.subject, f.subject_version",
);
/** What a statement that reads facts tells of each row. */
export const factColumns = `${row}, f.data, f.others`;

export interface FactText {
  row: string;
  data: Fact["data"];
  others: string | null;
}

type Shared = Pick<Fact, "rowId" | "type" | "v" | "at" | "xid" | "seq">;

/** All that a row holds, in their order. */
export function unpackFacts({ row: first, data, others }: FactText): Fact[] {
  const of = new RowText({ row: first });
  const id = of.word();
  const shared = { rowId: id, type: of.word(), v: of.number(), at: of.moment(), xid: of.word(), seq: of.number() };
  const facts: Fact[] = [{ ...shared, id, ...toSubject(of), data }];
  if (others === null) return facts;
  try {
    for (const line of others.split("\n")) facts.push(toFact(line, shared));
    return facts;
  } catch {
    return [...facts.slice(0, 1), ...unpackEach(others, shared)];
  }
}

const beforeNext = new RegExp(`\n(?=${idForm},)`);

/** Of a row that is not as it should be: those that can be read, and the others with their fault. */
function unpackEach(others: string, shared: Shared): Fact[] {
  return others.split(beforeNext).map((line) => {
    try {
      return toFact(line, shared);
    } catch (error) {
      const of = new RowText({ row: line });
      const fault = `It cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      const id = of.word();
      return { ...shared, id: isId(id) ? id : randomUUID(), ...toSubject(of), data: {}, fault };
    }
  });
}

function toFact(line: string, shared: Shared): Fact {
  const of = new RowText({ row: line });
  const id = of.word();
  if (!isId(id)) throw new Error("its id is none");
  return { ...shared, id, ...toSubject(of), data: JSON.parse(of.rest()) as Fact["data"] };
}

function toSubject(of: RowText): Pick<Fact, "sideId" | "customerId" | "publisherId" | "subject" | "subjectVersion"> {
  return {
    sideId: of.wordOrNull(),
    customerId: of.wordOrNull(),
    publisherId: of.wordOrNull(),
    subject: of.word(),
    subjectVersion: of.number(),
  };
}

/** One that its row does not hold, or holds in no form that can be read. */
export function lostFact(id: string, rowId: string): Fact {
  const nobody = { sideId: null, customerId: null, publisherId: null, subject: "", subjectVersion: 0 };
  return { id, rowId, type: "", v: 0, at: 0, ...nobody, data: {}, xid: "0", seq: 0, fault: "It cannot be found in its row." };
}
