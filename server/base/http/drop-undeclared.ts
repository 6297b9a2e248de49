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

function keepOnly(given: unknown, names: ReadonlySet<string> | undefined): void {
  if (names === undefined || typeof given !== "object" || given === null || Array.isArray(given)) return;
  const fields = given as Record<string, unknown>;
  for (const name of Object.keys(fields)) if (!names.has(name)) delete fields[name];
}
