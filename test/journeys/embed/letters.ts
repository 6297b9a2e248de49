import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { InstallationPage, InstallationView, Listing, Release } from "@stoa/contract";
import { runGit } from "../../../server/testing/clone.ts";
import { bringListing, push, type BringOptions } from "../../try/bring-listing.ts";

export const title = "Letters to contacts";

/** What a version may do beside reading: a thing that none before it did, in place of what the one before it did, so that each asks for as many. */
const own = ["Mark contacts as written to", "Delete contacts that came back"];
const permissionOf = (version: number): string => own[version - 1] ?? `Keep list ${version} in order`;

const manifestOf = (version: number): string => `version: 1
contract: stoa
name: letters
title: ${title}
summary: Writes a letter to each of your contacts on a list.
description: Takes the people of one of your lists and writes to each.
categories: [contacts]
support: pat@labs.example
base: bash
run: bash main.sh
preview: true
configs:
  schema:
    type: object
    required: [list]
    properties:
      list: { title: List of people, $ref: "#/definitions/lists" }
      greeting: { type: string, title: Greeting, default: Hello }
    definitions:
      lists: { type: string, dynamic: true }
connections:
  - name: id
    provider: real-id
    title: Real ID
    scopes: [contacts.read]
    http: { allow: [GET /me] }
permissions:
${["Read contacts", permissionOf(version)]
  .map((permission) => `  - { title: ${permission}, text: "Those of the list you choose." }`)
  .join("\n")}
`;

const program = String.raw`set -euo pipefail
exec 5<>/dev/tcp/id.stoa.internal/80
printf 'GET /me HTTP/1.1\r\nHost: id.stoa.internal\r\nConnection: close\r\n\r\n' >&5
who=$(grep -o '"sub":"[a-z]*"' <&5 | cut -d '"' -f 4)
if [[ $STOA_MODE == options ]]; then
  echo "options {\"lists\":[{\"const\":\"friends\",\"title\":\"Friends of $who\"},{\"const\":\"work\",\"title\":\"Colleagues of $who\"}]}" >&3
  exit 0
fi
for person in "Zoë Quill" "Ravi Menon"; do
  if [[ $STOA_MODE == preview ]]; then
    echo "would {\"write to\":\"$person\"}" >&3
  else
    echo "$STOA_CFG_GREETING, $person of $STOA_CFG_LIST"
    echo "count created 1" >&3
  fi
done
`;

/** An integration of the tests' own that a customer connects an account for, chooses from its lists in, and can preview. */
export class Letters {
  readonly #options: BringOptions;
  readonly #source: string;
  #integrationId = "";
  #listingId = "";
  #version = 1;

  constructor(options: BringOptions) {
    this.#options = options;
    this.#source = join(options.work, "letters-source");
  }

  async list(): Promise<void> {
    await this.#write(this.#source);
    const one = { id: "letters", about: "", folder: this.#source, open: () => Promise.reject(new Error("it has no stage")) };
    const { build, listing } = await bringListing(this.#options, one, { config: {}, secrets: {}, hosts: [], runs: [], stop: noStop });
    this.#integrationId = build.integrationId;
    this.#listingId = listing.id;
  }

  /** The next version, which may do a thing that the one before may not; its host agrees. @returns what is new */
  async askMore(): Promise<string> {
    const { work, people } = this.#options;
    const folder = join(work, "letters");
    this.#version += 1;
    await this.#write(folder);
    const author = ["-c", "user.name=Pat", "-c", "user.email=pat@labs.example"];
    const { ok, told } = await runGit(folder, [...author, "commit", "-q", "-am", `Version ${this.#version}`]);
    if (!ok) throw new Error(told);
    const { releaseId } = await push(this.#options, folder, "letters");
    const { client, base } = people.publisher;
    await client.send<Release>("POST", `${base}/integrations/${this.#integrationId}/releases/${releaseId ?? ""}/publish`);
    const path = `${people.host.base}/listings/${this.#listingId}`;
    const { submission } = await people.host.client.get<Listing>(path);
    await people.host.client.send("POST", `${path}/review`, { submissionId: submission?.id, decision: "approve" });
    await this.#untilOffered(releaseId ?? "");
    return permissionOf(this.#version);
  }

  /** Installations are told of a release a moment after it. */
  async #untilOffered(releaseId: string): Promise<void> {
    const { client, base } = this.#options.people.host;
    const query = { integrationId: this.#integrationId, state: "active", limit: 1 };
    for (let tries = 0; tries < 100; tries++) {
      const [newest] = (await client.get<InstallationPage>(`${base}/installations`, query)).items;
      const { waiting } = await client.get<InstallationView>(`${base}/installations/${newest?.id ?? "none"}`);
      if (waiting?.id === releaseId) return;
      await wait(100);
    }
    throw new Error(`release ${releaseId} was offered to nobody`);
  }

  async #write(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "stoa.yaml"), `${manifestOf(this.#version)}\nretry: { attempts: 1 }\n`);
    await writeFile(join(folder, "main.sh"), program);
  }
}

const noStop = (): Promise<void> => Promise.resolve();
