import { transaction, type Ctx, type Tx } from "../base/index.ts";

/** How many bytes the statements of some reading returned, as JSON: what a list costs whoever waits for it, on every machine the same. */
export async function countBytes(ctx: Ctx, read: (ctx: Ctx) => Promise<unknown>): Promise<number> {
  let bytes = 0;
  const counted = <Rows>(rows: Rows): Rows => {
    bytes += Buffer.byteLength(JSON.stringify(rows) ?? "");
    return rows;
  };
  await transaction(ctx, async (inner) => {
    const { tx } = inner;
    const counting: Tx = {
      rows: async <Row extends object>(sql: string, values?: unknown[]) => counted(await tx.rows<Row>(sql, values)),
      row: async <Row extends object>(sql: string, values?: unknown[]) => counted(await tx.row<Row>(sql, values)),
      named: async <Row extends object>(name: string, sql: string, values?: unknown[]) => counted(await tx.named<Row>(name, sql, values)),
      run: (sql, values) => tx.run(sql, values),
    };
    await read({ ...inner, tx: counting });
  });
  return bytes;
}
