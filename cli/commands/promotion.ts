import type { Promoted, PromotionItem, PromotionView } from "@stoa/contract";
import type { Command } from "commander";
import { CommandError } from "../command-error.ts";
import { print } from "../output/print.ts";
import { openSession } from "../session/open-session.ts";

interface ApplyOptions {
  all?: boolean;
  removed?: boolean;
  base?: string;
}

/** promotion: what a host brings from its test side to its live side. */
export function addPromotion(program: Command): void {
  const promotion = program.command("promotion").description("from your host's test side to its live side");
  promotion
    .command("show", { isDefault: true })
    .description("what differs, part by part")
    .action(async () => {
      const view = await read();
      print(program.opts(), view, ({ items }) => (items.length === 0 ? "Test and live are the same." : items.map(describe).join("\n\n")));
    });
  promotion
    .command("apply")
    .argument("[keys...]", "the parts, as `stoa promotion show` names them")
    .option("--all", "everything that is new or changed and not blocked")
    .option("--removed", "with --all: take away too what only live has")
    .option("--base <url>", "where your live API is, when its actions go live for the first time")
    .description("bring parts to the live side, all of them or none")
    .action(async (keys: string[], options: ApplyOptions) => {
      const session = await openSession();
      const picked = pick((await read()).items, keys, options);
      // Asked for all, it is as wished when nothing differs: so a script may say it every day.
      if (picked.length === 0)
        return print(program.opts(), { promoted: [], same: [] } satisfies Promoted, () => "Test and live are the same.");
      const body = { items: picked, ...(options.base === undefined ? {} : { base: options.base }) };
      const done = await session.client.send<Promoted>("POST", `${session.side("live")}/promotion`, body);
      print(program.opts(), done, ({ promoted, same }) =>
        [...promoted.map((key) => `${key} is live.`), ...same.map((key) => `${key} was the same already.`)].join("\n"),
      );
    });
}

async function read(): Promise<PromotionView> {
  const session = await openSession();
  return session.client.get<PromotionView>(`${session.side("live")}/promotion`);
}

/** A part that differs no more is sent all the same: the answer says so. */
function pick(items: readonly PromotionItem[], keys: readonly string[], options: ApplyOptions): { key: string; digest: string }[] {
  const all = items.filter(({ change, blocked }) => blocked === null && (options.removed === true || change !== "removed"));
  const picked = options.all ? all.map(({ key }) => key) : keys;
  if (picked.length === 0 && !options.all)
    throw new CommandError("No part is named.", "Name parts of: stoa promotion show, or give --all", 2);
  return picked.map((key) => ({ key, digest: items.find((item) => item.key === key)?.digest ?? "same" }));
}

function describe({ key, kind, name, change, fields, blocked, mustAgree }: PromotionItem): string {
  return [
    `${key}  ${change}: ${kind} ${name}`,
    ...(blocked === null ? [] : [`  ! ${blocked}`]),
    ...(mustAgree > 0
      ? [
          `  ! ${mustAgree === 1 ? "1 installation" : `${mustAgree} installations`} must agree again: until then what covers more is refused there.`,
        ]
      : []),
    ...fields.flatMap(({ name: field, live, test }) => [
      ...(live === null ? [] : [`  - ${field}: ${live}`]),
      ...(test === null ? [] : [`  + ${field}: ${test}`]),
    ]),
  ].join("\n");
}
