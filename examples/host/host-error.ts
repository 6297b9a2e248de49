export type HostErrorCode =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "duplicate"
  | "changed_meanwhile"
  | "too_many_tries"
  | "internal";

const statuses: Record<HostErrorCode, number> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  duplicate: 409,
  changed_meanwhile: 412,
  too_many_tries: 429,
  internal: 500,
};

/** Whatever a person or a program asked for and cannot have; `fields` names what to mend, by field. */
export class HostError extends Error {
  readonly code: HostErrorCode;
  readonly fields: Record<string, string>;

  constructor(code: HostErrorCode, message: string, fields: Record<string, string> = {}) {
    super(message);
    this.code = code;
    this.fields = fields;
  }

  get status(): number {
    return statuses[this.code];
  }
}
