import { orNothing, rowText } from "../db/index.ts";

/** Of which columns of a part of a statement each fact is made; `data` is the text of a JSON object without line breaks. */
interface ToldColumns {
  id: string;
  sideId: string;
  customerId: string;
  publisherId: string;
  subject: string;
  subjectVersion: string;
  data: string;
}

const names = {
  id: "id",
  sideId: "side_id",
  customerId: "customer_id",
  publisherId: "publisher_id",
  subject: "subject",
  subjectVersion: "version",
};

/**
 * The part of a room's statement that tells what the statement did, one fact for each row of another part, where rows and their facts are too many to
 * go by this process. They stand in one row of facts.
 * @param from the part of the statement, read twice in the same order; `at` and `type` in SQL, the same for all
 */
export function tellTogether(from: string, { type, at, of }: { type: string; at: string; of: ToldColumns }): string {
  const columns = Object.entries(names).map(([key, name]) => `${of[key as keyof typeof names]} as ${name}`);
  const line = rowText(
    of.id,
    orNothing(of.sideId),
    orNothing(of.customerId),
    orNothing(of.publisherId),
    of.subject,
    of.subjectVersion,
    of.data,
  );
  return `insert into base.fact (id, type, v, at, side_id, customer_id, publisher_id, subject, subject_version, data, size, others)
    select first.id, ${type}, 1, ${at}, first.side_id, first.customer_id, first.publisher_id, first.subject, first.version, first.data::jsonb, o.size + 1, o.others
    from (select ${columns.join(", ")}, ${of.data} as data from ${from} limit 1) first
      cross join (select count(*) as size, string_agg(l.row, E'\\n') as others from (select ${line} from ${from} offset 1) l) o`;
}
