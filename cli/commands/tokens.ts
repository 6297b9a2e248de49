import type { TokenView } from "@stoa/contract";
import type { Command } from "commander";
import { print, printList } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { readNumber } from "../session/read-number.ts";
import { openSession } from "../session/open-session.ts";

/** token: list, create (shown once), revoke, in the place your own token acts for. */
export function addTokens(program: Command): void {
  const token = program.command("token").alias("tokens").description("tokens for programs");
  token
    .command("list", { isDefault: true })
    .description("live tokens")
    .action(async () => {
      const session = await openSession();
      const { items } = await session.client.get<{ items: TokenView[] }>(`${session.reader()}/tokens`);
      const columns = {
        id: (row: TokenView) => row.id,
        name: (row: TokenView) => row.name,
        ends: (row: TokenView) => `…${row.hint}`,
        roles: (row: TokenView) => row.roles.join(","),
        used: (row: TokenView) => ago(row.lastUsedAt),
      };
      printList(program.opts(), items, columns, "No tokens. Make one: stoa token create <name> --role <role>");
    });
  token
    .command("create")
    .argument("<name>")
    .requiredOption("--role <role...>", "such as publisher_developer")
    .option("--days <n>", "how many until it ends by itself", readNumber)
    .description("make a token; it is shown this once")
    .action(async (name: string, options: { role: string[]; days?: number }) => {
      const session = await openSession();
      const made = await session.client.send<TokenView & { token: string }>("POST", `${session.reader()}/tokens`, {
        name,
        roles: options.role,
        ...(options.days === undefined ? {} : { days: options.days }),
      });
      print(program.opts(), made, (value) => value.token);
    });
  token
    .command("revoke")
    .argument("<id>")
    .description("end a token now")
    .action(async (id: string) => {
      const session = await openSession();
      await session.client.send("DELETE", `${session.reader()}/tokens/${id}`);
      print(program.opts(), { revoked: id }, () => `${id} has ended.`);
    });
}
