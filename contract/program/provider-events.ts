import { Type, type Static, type TSchema } from "typebox";

const closed = { additionalProperties: false } as const;
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema);
const Header = Type.String({ pattern: "^[A-Za-z][A-Za-z0-9-]{0,60}$" });
const Prefix = Type.String({ minLength: 1, maxLength: 20 });
const Text = Type.String({ minLength: 1, maxLength: 400 });
/** RFC 6901, without escapes: `/team/id`, `/0/portalId`. */
const Pointer = Type.String({ pattern: "^(/[A-Za-z0-9_$.-]{1,60}){1,8}$" });

/** An HMAC-SHA256 over what `signed` names, in its order. */
const Hmac = Type.Object(
  {
    scheme: Type.Literal("hmac"),
    header: Header,
    encoding: Type.Enum(["hex", "base64"]),
    prefix: optional(Type.String({ minLength: 1, maxLength: 20, description: "Before the signature in its header: `sha256=`, `v0=`." })),
    list: optional(
      Type.Object(
        { signature: Prefix, timestamp: Prefix },
        { ...closed, description: "The header is a list: `t=1492774577,v1=5257…,v1=…`." },
      ),
    ),
    timestamp: optional(Type.Object({ header: Header, unit: Type.Enum(["s", "ms"]) }, closed)),
    windowSeconds: optional(
      Type.Integer({ minimum: 30, maximum: 3_600, description: "How far the timestamp may be off; 300 unless told." }),
    ),
    signed: Type.Array(
      Type.Union([
        Type.Object({ part: Type.Enum(["method", "url", "timestamp", "body"]) }, closed),
        Type.Object({ text: Type.String({ minLength: 1, maxLength: 40 }) }, closed),
      ]),
      { minItems: 1, maxItems: 12 },
    ),
  },
  closed,
);

/** The same secret in a header of every request. */
const Token = Type.Object({ scheme: Type.Literal("token"), header: Header, prefix: optional(Prefix) }, closed);

/** How a provider's events come to one address for all accounts: who signs, what it answers to a first question, whose account it is. */
export const ProviderEvents = Type.Object(
  {
    signature: Type.Union([Hmac, Token]),
    secret: Type.Enum(["signing", "client"], {
      description: "A secret of its own, entered with the app; or the app's client secret.",
    }),
    account: Type.Object(
      {
        header: optional(Header),
        body: optional(Type.Array(Pointer, { minItems: 1, maxItems: 4, description: "The first that is there." })),
        each: optional(Type.Boolean({ description: "The body is an array of events, each of an account of its own." })),
        origin: optional(Type.Boolean({ description: "The account is the origin of the address that stands there." })),
        field: optional(
          Type.String({
            pattern: "^[a-z][a-z0-9_]{0,39}$",
            description: "Events name the account by this field, or kept part of an answer, and not by the account's id.",
          }),
        ),
      },
      closed,
    ),
    event: optional(
      Type.String({ pattern: "^(/[A-Za-z0-9_$.-]{1,60}){1,8}$", description: "The event's id, within what is signed; else the body is." }),
    ),
    challenge: optional(
      Type.Union([
        Type.Object(
          { when: Pointer, is: Text, answer: Pointer },
          { ...closed, description: "A signed body that asks for a part of itself." },
        ),
        Type.Object({ query: Type.String({ pattern: "^[A-Za-z0-9_.-]{1,60}$" }) }, closed),
      ]),
    ),
    busy: optional(
      Type.Enum(["retry", "count"], {
        description:
          "When more come than are taken: `retry` says so by 429, and it comes again (unless told otherwise); `count` takes and counts it, where a provider ends what fails.",
      }),
    ),
    steps: Type.Array(Text, { minItems: 1, maxItems: 12 }),
  },
  { ...closed, $id: "ProviderEvents" },
);
export type ProviderEvents = Static<typeof ProviderEvents>;
