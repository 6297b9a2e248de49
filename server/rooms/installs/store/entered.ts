import type { Translations } from "@stoa/contract";
import { saidIn, type Tx } from "../../../base/index.ts";

export interface EnteredRow {
  id: string;
  name: string;
  title: string;
  config: Record<string, unknown>;
  /** What its form calls the secret ones. */
  titles: Record<string, string>;
  /** How its release says them in the reader's languages, and its listing its title. */
  said: Translated;
  listed: Translated;
}

interface Translated {
  language?: string;
  translations?: Translations;
}

export interface EnteredFilter {
  customerId: string;
  after: string | null;
  limit: number;
  /** Of the reader. */
  languages: readonly string[];
}

/** A customer's installations that hold something secret of their settings, newest first. A manifest is taken apart once: its translations are long. */
export function listEnteredRows(tx: Tx, { customerId, after, limit, languages }: EnteredFilter): Promise<EnteredRow[]> {
  return tx.rows<EnteredRow>(
    `select i.id, i.name, coalesce(l.title, '') as title, i.config, f.titles,
       ${saidIn("m", { texts: "array(select t.value from jsonb_each_text(f.titles) t)", languages: "$4" })} as said,
       ${saidIn("l", { texts: "array[l.title]", languages: "$4" })} as listed
     from (select * from installs.installation i where i.customer_id = $1 and i.state <> 'removed'
         and jsonb_path_exists(i.config::jsonb, '$.*."$secret"') and ($2::uuid is null or i.id < $2) order by i.id desc limit $3) i
       join catalog.v_release r on r.id = i.release_id left join catalog.v_listing l on l.id = i.listing_id
       cross join lateral jsonb_to_record(r.manifest) m (language text, translations jsonb, configs jsonb)
       cross join lateral (select coalesce(jsonb_object_agg(p.key, p.value -> 'title'), '{}') as titles
         from jsonb_each(case when jsonb_typeof(m.configs #> '{schema,properties}') = 'object' then m.configs #> '{schema,properties}' end) p
         where jsonb_typeof(p.value -> 'title') = 'string' and i.config::jsonb -> p.key ? '$secret') f
     order by i.id desc`,
    [customerId, after, limit, languages],
  );
}
