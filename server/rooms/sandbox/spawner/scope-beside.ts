import { spawn } from "node:child_process";
import { once } from "node:events";
import { readCgroupTree, type CgroupTree } from "./cgroup-tree.ts";
import { boxesWeight } from "./cpu-weight.ts";
import { systemd, unifiedTree } from "./systemd.ts";

/** A scope for boxes only, beside the unit the server stands in. */
export interface Scope {
  folder: string;
  /** The process that stands in it from its start, since systemd ends a scope that is empty. It ends with us. */
  holder: number;
  /** Somebody ended it: every box is gone, and no launcher can be placed. */
  lost: Promise<void>;
}

/** What became of it; neither, where none was to be had from the start. */
interface Beside {
  scope?: Scope;
  /** Why systemd gave none although it should have. */
  refused?: string;
}

/**
 * On a machine whose control groups systemd owns (version 2, nearly every Debian): a scope that systemd hands over to us (Delegate=yes) in the slice of
 * our own unit, a login's or a service's, with half of its weight. The spawner stays with the server: the scope is idle while every box is, and who
 * starts boxes must not be. None where systemd's groups are of another version, or are not above us.
 * @param name of the scope: what a predecessor left in it is killed first. @param tree and @param asked as tests have them
 */
export async function openScopeBeside(name: string, tree = unifiedTree(), asked = systemd()): Promise<Beside> {
  const { env, patience, scope, end, isAboveUs } = asked;
  if (!tree || !isAboveUs(tree)) return {};
  end(name);
  // What is ordered before our unit is stopped after it: at the end of the machine programs have their grace.
  const order = unitsOf(tree).map((unit) => `--property=Before=${unit}`);
  const properties = [`--property=CPUWeight=${boxesWeight}`, ...order, `--unit=${name}`];
  const args = [...scope, "--slice-inherit", ...properties, "--", "sh", "-c", "echo; exec cat"];
  // Detached: what a terminal sends to us all at its end is ours to answer.
  const holder = spawn("systemd-run", args, { env, cwd: "/", detached: true, stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  holder.stderr.on("data", (text: Buffer) => void (said += text.toString()));
  const late = setTimeout(() => holder.kill("SIGKILL"), patience);
  const ended = once(holder, "close").catch((error: Error) => void (said += error.message));
  const stands = await Promise.race([once(holder.stdout, "data").then(() => true), ended.then(() => false)]);
  clearTimeout(late);
  const found = stands ? placeOf(holder.pid) : undefined;
  if (!found) return { refused: said.trim() || `no answer in ${patience / 1_000} s` };
  for (const one of [holder, holder.stdin, holder.stdout, holder.stderr]) (one as { unref?(): void }).unref?.();
  return { scope: { ...found, lost: ended.then(() => undefined) } };
}

function placeOf(holder: number | undefined): { folder: string; holder: number } | undefined {
  const folder = holder === undefined ? undefined : readCgroupTree(`/proc/${holder}`).v2?.own;
  return folder === undefined || holder === undefined ? undefined : { folder, holder };
}

/** The unit this process stands in, the innermost there is. */
function unitsOf({ v2 }: CgroupTree): string[] {
  return (v2?.own.split("/") ?? []).filter((part) => /\.(service|scope)$/.test(part)).slice(-1);
}
