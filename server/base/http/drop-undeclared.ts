import type { FastifyInstance, preHandlerHookHandler } from "fastify";

/** A schema, as far as the names of its fields go. */
interface Named {
  properties?: Record<string, unknown>;
  anyOf?: Named[];
  allOf?: Named[];
}

/**
 * Takes out of bodies and queries what their schema does not name: verbs pass what they are given on, and a field of a row, such as a tenant's
 * id, must not come from whoever asks.
 */
export function dropUndeclared(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    const { body, querystring } = (route.schema ?? {}) as { body?: Named; querystring?: Named };
    const [ofBody, ofQuery] = [namesOf(body), namesOf(querystring)];
    if (ofBody === undefined && ofQuery === undefined) return;
    const drop: preHandlerHookHandler = (request, _reply, done) => {
      keepOnly(request.body, ofBody);
      keepOnly(request.query, ofQuery);
      done();
    };
    route.preHandler = [drop, ...[route.preHandler ?? []].flat()];
  });
}

/** Undefined where any name is welcome, or it is no object. */
function namesOf(schema: Named | undefined): ReadonlySet<string> | undefined {
  if (!schema) return undefined;
  const parts = schema.anyOf ?? schema.allOf;
  if (!parts) return schema.properties && new Set(Object.keys(schema.properties));
  const named = parts.map(namesOf);
  return named.every((one) => one !== undefined) ? new Set(named.flatMap((one) => [...one])) : undefined;
}

/** As a parser of JSON or of a query makes them: of a stream, such as a request that was handed on unread, nothing may be taken. */
function isPlain(given: unknown): given is Record<string, unknown> {
  if (typeof given !== "object" || given === null) return false;
  const made: unknown = Object.getPrototypeOf(given);
  return made === null || made === Object.prototype || Object.getPrototypeOf(made) === null;
}

function keepOnly(given: unknown, names: ReadonlySet<string> | undefined): void {
  if (names === undefined || !isPlain(given)) return;
  const fields = given;
  for (const name of Object.keys(fields)) if (!names.has(name)) delete fields[name];
}
