import { showId, type DomainView } from "@stoa/contract";
import { iso } from "../list-page.ts";
import type { DomainRow } from "../store/domains.ts";
import { addressOf, recordOf } from "./domain-address.ts";
import { stateOf } from "./states.ts";

const moment = (at: number | null): string | null => (at === null ? null : iso(at));

export function showDomain(row: DomainRow, of: { publicUrl: string; main: string | undefined }): DomainView {
  return {
    id: showId("domain", row.id),
    name: row.name,
    address: addressOf(of.publicUrl, row.name),
    state: stateOf(row),
    main: of.main === row.name,
    record: recordOf(row),
    problem: row.problem === null ? null : { what: row.problem, fix: row.fix ?? "" },
    provenAt: moment(row.provenAt),
    leadsAt: moment(row.leadsAt),
    ledAt: moment(row.ledAt),
    failingAt: moment(row.failingAt),
    checkedAt: moment(row.checkedAt),
    createdAt: iso(row.createdAt),
  };
}
