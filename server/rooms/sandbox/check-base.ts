import { chooseBase, findImported, type RuntimeSpec } from "./runtimes/ensure-runtime.ts";

/** Whether programs can be built on a base with these packages, without making anything. @throws StoaError refused that says what there is */
export async function checkBase(spec: RuntimeSpec, ctx: { dataDir: string }): Promise<void> {
  if (await findImported(spec, ctx)) return;
  await chooseBase(spec, ctx);
}
