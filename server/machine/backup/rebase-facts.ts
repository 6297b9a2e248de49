import type pg from "pg";

/**
 * Facts are ordered by (transaction id, sequence) and read only below the oldest running transaction. Transaction ids of another cluster
 * mean nothing in this one, which may stand far behind them, so all loaded facts move to the first id, numbered in the order they had,
 * and every cursor to the number of facts it had heard. New facts come after. The columns are those of whatever schema was loaded.
 */
export async function rebaseFacts(client: pg.ClientBase): Promise<void> {
  await client.query(`
    create temp table rebased on commit drop as select f.*, row_number() over (order by xid, seq) as place from base.fact f;
    create index on rebased (xid, seq);
    update base.fact_cursor c set xid = '1', seq = (select count(*) from rebased r where (r.xid, r.seq) <= (c.xid, c.seq));
    update rebased set xid = '1', seq = place;
    alter table rebased drop column place;
    delete from base.fact;
    insert into base.fact overriding system value select * from rebased;
    select setval(pg_get_serial_sequence('base.fact', 'seq'), greatest((select count(*) from rebased), 1));
  `);
}
