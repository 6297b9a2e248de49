import type { KeySetView, SideKeyView } from "@stoa/contract";
import type { Command } from "commander";
import { CommandError } from "../command-error.ts";
import { print, printList } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { openSession, type Session, type SideKind } from "../session/open-session.ts";
import { readInput } from "../session/read-input.ts";
import { sideOption } from "../session/side-option.ts";

interface Side {
  side: SideKind;
}

/** What signs people in: one line a key, whether registered or published at an address. */
interface KeyLine {
  id: string;
  kid: string;
  issuer: string;
  from: string;
  state: string;
}

/** keys: what a host signs its people's tokens with. */
export function addKeys(program: Command): void {
  const keys = program.command("keys").description("keys your product signs people in with");
  keys
    .command("list", { isDefault: true })
    .addOption(sideOption())
    .description("registered keys, and those you publish")
    .action(async ({ side }: Side) => {
      const lines = await readLines(await openSession(), side);
      const columns = {
        id: (row: KeyLine) => row.id,
        kid: (row: KeyLine) => row.kid,
        issuer: (row: KeyLine) => row.issuer,
        from: (row: KeyLine) => row.from,
        state: (row: KeyLine) => row.state,
      };
      printList(
        program.opts(),
        lines,
        columns,
        "No keys: nobody can be signed in. Add one: stoa keys add key.json --issuer <name> --kid <id>",
      );
    });
  addAdding(program, keys);
  addSteps(program, keys);
}

async function readLines(session: Session, side: SideKind): Promise<KeyLine[]> {
  const place = session.side(side);
  const [keys, sets] = await Promise.all([
    session.client.get<{ items: SideKeyView[] }>(`${place}/keys`),
    session.client.get<{ items: KeySetView[] }>(`${place}/key-sets`),
  ]);
  return [
    ...keys.items.map((key) => ({
      id: key.id,
      kid: key.kid,
      issuer: key.issuer,
      from: "registered",
      state: key.revokedAt === null ? "live" : `revoked ${ago(key.revokedAt)}`,
    })),
    ...sets.items.flatMap(({ id, issuer, url, error, fetchedAt, keys: published }) =>
      published.map(({ kid }) => ({
        id,
        kid,
        issuer,
        from: url,
        state: error ?? `fetched ${fetchedAt === null ? "never" : ago(fetchedAt)}`,
      })),
    ),
  ];
}

function addAdding(program: Command, keys: Command): void {
  keys
    .command("add")
    .argument("<file>", "a public JWK, - for standard input")
    .requiredOption("--issuer <name>", "the iss your tokens carry")
    .requiredOption("--kid <id>", "the kid in your tokens' header")
    .addOption(sideOption())
    .description("register a public key; several are live at once, so that you can rotate")
    .action(async (file: string, { issuer, kid, side }: { issuer: string; kid: string } & Side) => {
      const session = await openSession();
      const jwk = parseJwk(await readInput(file), file);
      const added = await session.client.send<SideKeyView>("POST", `${session.side(side)}/keys`, { issuer, kid, jwk });
      print(program.opts(), added, (key) => `${key.kid} of ${key.issuer} signs people in.`);
    });
  keys
    .command("publish")
    .argument("<url>", "where you publish your keys as a JWK set")
    .requiredOption("--issuer <name>", "the iss your tokens carry")
    .addOption(sideOption())
    .description("trust the keys you publish at an address; rotate there")
    .action(async (url: string, { issuer, side }: { issuer: string } & Side) => {
      const session = await openSession();
      const added = await session.client.send<KeySetView>("POST", `${session.side(side)}/key-sets`, { issuer, url });
      print(program.opts(), added, (set) => `Keys of ${set.issuer} at ${set.url}: ${set.keys.map(({ kid }) => kid).join(", ")}.`);
    });
}

function parseJwk(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(`${file} holds no JSON.`, "Write the public key as a JWK: docs/embedding.md shows the line that prints it.", 2);
  }
}

function addSteps(program: Command, keys: Command): void {
  keys
    .command("refresh")
    .argument("<id>", "kst_…")
    .addOption(sideOption())
    .description("fetch published keys now, as after taking one out")
    .action(async (id: string, { side }: Side) => {
      const session = await openSession();
      const after = await session.client.send<KeySetView>("POST", `${session.side(side)}/key-sets/${id}/refresh`);
      print(program.opts(), after, (set) => set.error ?? `It has ${set.keys.map(({ kid }) => kid).join(", ")}.`);
    });
  keys
    .command("remove")
    .argument("<id>", "key_… or kst_…")
    .addOption(sideOption())
    .description("sign nobody in by it from now on")
    .action(async (id: string, { side }: Side) => {
      const session = await openSession();
      const path = id.startsWith("kst_") ? "key-sets" : "keys";
      await session.client.send("DELETE", `${session.side(side)}/${path}/${id}`);
      print(program.opts(), { removed: id }, () => `${id} signs nobody in any more.`);
    });
}
