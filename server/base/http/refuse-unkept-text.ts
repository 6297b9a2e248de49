import type { FastifyInstance } from "fastify";
import { StoaError } from "../errors.ts";
import { findUnkept, unkept } from "../find-unkept.ts";

/** Spelt in JSON, what Postgres keeps in no text: NUL, and a half of a surrogate pair. Whole pairs are spelt so too; a walk tells them apart. */
const suspect = /\\u(?:0000|d[89a-f])/i;

/** Refuses text that cannot be kept, wherever it stands, before anything is done with it. Costs one search of the body's bytes. */
export function refuseUnkeptText(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    void parse(request, body, (error, value: unknown) => {
      const problems = error === null && suspect.test(body) ? findUnkept(value, "body") : [];
      if (problems.length === 0) done(error, value);
      else done(new StoaError("invalid_input", { what: "The request holds text that cannot be kept.", problems }));
    });
  });
  app.addHook("onRequest", async (request) => {
    if (!request.url.includes("%00")) return;
    throw new StoaError("invalid_input", { what: "The address holds a NUL character.", problems: [{ path: "url", message: unkept }] });
  });
}
