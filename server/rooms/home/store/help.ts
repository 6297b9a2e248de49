import type { Tx } from "../../../base/index.ts";
import type { Tenant } from "./health.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

/** What is needed to ask for help with a run. */
export interface HelpTarget {
  sideId: string;
  customerId: string;
  publisherId: string;
  installationId: string;
  title: string;
  support: string;
  sentence: string;
}

/** An ended run within the tenant, with the support address of its installation's listing. */
export function findHelpTarget(tx: Tx, customerId: string, runId: string): Promise<HelpTarget | undefined> {
  return tx.row<HelpTarget>(
    `select r.side_id as "sideId", r.customer_id as "customerId", r.publisher_id as "publisherId", r.installation_id as "installationId", r.sentence,
       l.title, l.support
     from runs.v_run r join installs.v_installation i on i.id = r.installation_id join catalog.v_support l on l.id = i.listing_id
     where r.customer_id = $1 and r.id = $2`,
    [customerId, runId],
  );
}

/** Asked since then, of the installation and of the customer; locked, so that two at once follow each other. */
export async function countAsked(tx: Tx, of: { customerId: string; installationId: string; since: number }) {
  await tx.run("select pg_advisory_xact_lock(hashtextextended($1, 433))", [of.customerId]);
  return tx.row<{ installation: number; customer: number }>(
    `select count(*) filter (where installation_id = $2)::int as installation, count(*)::int as customer from home.help where customer_id = $1 and at > ${at(3)}`,
    [of.customerId, of.installationId, of.since],
  );
}

export interface NewHelp extends Pick<HelpTarget, "sideId" | "customerId" | "publisherId" | "installationId" | "sentence"> {
  id: string;
  runId: string;
  /** Null: it goes by no mail. */
  mailId: string | null;
  personId: string | null;
  askedBy: string;
  address: string;
  words: string;
  withLog: boolean;
  at: number;
}

export async function insertHelp(tx: Tx, row: NewHelp): Promise<void> {
  await tx.run(
    `insert into home.help (id, side_id, customer_id, publisher_id, installation_id, run_id, mail_id, person_id, asked_by, address, sentence, words, with_log, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, ${at(14)})`,
    [
      row.id,
      row.sideId,
      row.customerId,
      row.publisherId,
      row.installationId,
      row.runId,
      row.mailId,
      row.personId,
      row.askedBy,
      row.address,
      row.sentence,
      row.words,
      row.withLog,
      row.at,
    ],
  );
}

export interface HelpRow extends Omit<NewHelp, "mailId" | "personId"> {
  /** Null: the mail is no longer kept, or the reader may not see it. */
  mailState: "waiting" | "sent" | "failed" | null;
  mailError: string | null;
  sentAt: number | null;
  answeredAt: number | null;
  answer: string | null;
  /** Of the integration, as its publisher names it. */
  title: string | null;
}

const columns = `h.id, h.side_id as "sideId", h.customer_id as "customerId", h.publisher_id as "publisherId", h.installation_id as "installationId", h.run_id as "runId",
  h.asked_by as "askedBy", h.address, h.sentence, h.words, h.with_log as "withLog", h.at, h.answered_at as "answeredAt", h.answer,
  m.state as "mailState", m.error as "mailError", m.sent_at as "sentAt", g.name as title`;
const within =
  "($1::uuid is null or h.customer_id = $1) and ($2::uuid is null or h.publisher_id = $2) and ($3::uuid is null or h.side_id = $3)";

/** Newest first. */
export function listHelpRows(
  tx: Tx,
  of: Tenant,
  filter: { installationId: string | null; runId: string | null; after: string | null; limit: number; answered: boolean | null },
): Promise<HelpRow[]> {
  const open = filter.answered === null ? "" : `and h.answered_at is ${filter.answered ? "not null" : "null"}`;
  return tx.rows<HelpRow>(
    `select ${columns} from home.help h left join home.mail m on m.id = h.mail_id
       left join installs.v_installation i on i.id = h.installation_id left join catalog.v_integration g on g.id = i.integration_id
     where ${within} and ($4::uuid is null or h.installation_id = $4) and ($5::uuid is null or h.run_id = $5) and ($6::uuid is null or h.id < $6) ${open}
     order by h.id desc limit $7`,
    [of.customerId, of.publisherId, of.sideId, filter.installationId, filter.runId, filter.after, filter.limit],
  );
}

/** Answered once. @returns what was asked; undefined where it is not there or was answered */
export function markAnswered(tx: Tx, publisherId: string, id: string, row: { answer: string; now: number }) {
  return tx.row<Pick<NewHelp, "sideId" | "customerId" | "installationId" | "runId">>(
    `update home.help set answered_at = ${at(4)}, answer = $3 where publisher_id = $1 and id = $2 and answered_at is null
     returning side_id as "sideId", customer_id as "customerId", installation_id as "installationId", run_id as "runId"`,
    [publisherId, id, row.answer, row.now],
  );
}
