import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { ProgramCase } from "../../programs/program-case.ts";

/** Found nowhere but in the box and on its way there. Its signs make the URL-encoded spelling another than the plain one. */
export const customerCanary = `cana+ry/ü ${randomBytes(12).toString("hex")}%&?`;
/** The publisher's own secret for runs. */
export const publisherCanary = `pub=canary/ö ${randomBytes(12).toString("hex")}+!`;

/** A program that writes its secrets wherever a program can write. */
export const canaryCase: ProgramCase = {
  id: "canary",
  folder: join(import.meta.dirname, "program"),
  about: "Bash: tells its secrets in every spelling; they are found nowhere",
  open: () =>
    Promise.resolve({
      config: { name: "northwind" },
      secrets: { api_key: customerCanary },
      publisherSecrets: { PUBLISHER_KEY: publisherCanary },
      hosts: [],
      stop: async () => {},
      runs: [
        {
          name: "every secret in every spelling",
          expect: { outcome: "failed", failureClass: "configuration", failedItems: [/^one$/, /^one$/] },
        },
      ],
    }),
};
