import type { Problem } from "@stoa/contract";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { StoaError } from "../errors.ts";

/** Turns whatever was thrown into the error body; a cause is logged with the trace id and never sent. */
export function mapError(error: FastifyError | StoaError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const known = asStoaError(error);
  if (known.status >= 500) request.log.error({ trace: request.id, err: error, code: known.code }, "request failed");
  if (known.retryAfter !== undefined) void reply.header("retry-after", String(known.retryAfter));
  void reply.code(known.status).send({
    error: {
      code: known.code,
      what: known.message,
      ...(known.why === undefined ? {} : { why: known.why }),
      fix: known.fix,
      ...(known.problems === undefined ? {} : { problems: known.problems }),
      trace: request.id,
    },
  });
}

function asStoaError(error: FastifyError | StoaError | Error): StoaError {
  if (error instanceof StoaError) return error;
  if ("validation" in error && error.validation) {
    return new StoaError("invalid_input", {
      what: "The request does not have the right form.",
      problems: error.validation.map((fault) => toProblem(error.validationContext, fault)),
    });
  }
  const status = "statusCode" in error ? error.statusCode : undefined;
  if (isUnreadable(error))
    return new StoaError("invalid_input", {
      what: "The address cannot be read.",
      fix: "Encode what stands in it as UTF-8; an id has up to 40 characters, nothing in a path more than 200.",
      cause: error,
    });
  if (status === 413) return new StoaError("too_large", { what: "The request is larger than this address takes.", cause: error });
  if (status === 415 || status === 400)
    return new StoaError("invalid_input", { what: "The request's body could not be read.", why: error.message, cause: error });
  if (status === 404) return new StoaError("not_found", { what: "There is nothing here.", cause: error });
  return new StoaError("internal", { what: "Something failed on our side.", cause: error });
}

/** Found by the router, whose texts repeat the whole address. */
function isUnreadable(error: Error): boolean {
  return "code" in error && (error.code === "FST_ERR_BAD_URL" || error.code === "FST_ERR_MAX_PARAM_LENGTH");
}

interface Fault {
  instancePath: string;
  message?: string;
  params?: { allowedValues?: unknown };
}

function toProblem(context: string | undefined, { instancePath, message = "is not valid", params }: Fault): Problem {
  const path = `${context ?? "body"}${instancePath}`;
  const allowed = params?.allowedValues;
  return { path, message: Array.isArray(allowed) ? `must be one of: ${allowed.join(", ")}` : message };
}
