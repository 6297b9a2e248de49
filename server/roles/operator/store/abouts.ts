import type { Translations } from "@stoa/contract";
import { saidIn, type Tx } from "../../../base/index.ts";
import type { Called } from "../../../rooms/installs/index.ts";

export interface AboutRow extends Called {
  id: string;
  kind: "installation" | "connection" | "run";
}

const installationName = `coalesce(nullif(i.name, ''), l.title, '')`;
const installations = `installs.v_installation i left join catalog.v_listing l on l.id = i.listing_id`;

const called = `i.name, coalesce(l.title, '') as title, ${saidIn("l", { texts: "array[l.title]", languages: "$3" })} as said`;

/** What subjects of a customer's audit are called; an id that is none of theirs, or nothing with a name, is left out. */
export function listAbouts(tx: Tx, of: { customerId: string; ids: readonly string[]; languages: readonly string[] }): Promise<AboutRow[]> {
  return tx.rows<AboutRow>(
    `select i.id, 'installation' as kind, ${called} from ${installations} where i.customer_id = $1 and i.id = any($2)
     union all select c.id, 'connection', c.name, '', '{}' from connections.v_connection c where c.customer_id = $1 and c.id = any($2)
     union all select r.id, 'run', ${called} from runs.v_run r
       join installs.v_installation i on i.id = r.installation_id left join catalog.v_listing l on l.id = i.listing_id
       where r.customer_id = $1 and r.id = any($2)`,
    [of.customerId, of.ids, of.languages],
  );
}

/** Installations and connections of a customer whose name holds the text. */
export async function listNamed(tx: Tx, of: { customerId: string; like: string }): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `select i.id from ${installations} where i.customer_id = $1 and ${installationName} ilike $2
     union all select c.id from connections.v_connection c where c.customer_id = $1 and c.name ilike $2 limit 1000`,
    [of.customerId, of.like],
  );
  return rows.map(({ id }) => id);
}

interface TitlesRow {
  id: string;
  titles: Record<string, string>;
  said: { language?: string; translations?: Translations };
}

/** What the forms of installations call their settings, and how these are said in the reader's languages. */
export function listTitles(tx: Tx, of: { customerId: string; ids: readonly string[]; languages: readonly string[] }): Promise<TitlesRow[]> {
  return tx.rows<TitlesRow>(
    `select i.id, f.titles, ${saidIn("m", { texts: "array(select t.value from jsonb_each_text(f.titles) t)", languages: "$3" })} as said
     from installs.v_installation i join catalog.v_release r on r.id = i.release_id
       cross join lateral jsonb_to_record(r.manifest) m (language text, translations jsonb, configs jsonb)
       cross join lateral (select coalesce(jsonb_object_agg(p.key, p.value -> 'title'), '{}') as titles
         from jsonb_each(case when jsonb_typeof(m.configs #> '{schema,properties}') = 'object' then m.configs #> '{schema,properties}' end) p
         where jsonb_typeof(p.value -> 'title') = 'string') f
     where i.customer_id = $1 and i.id = any($2)`,
    [of.customerId, of.ids, of.languages],
  );
}
