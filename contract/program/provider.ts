import { Type, type Static, type TSchema } from "typebox";
import { providerPattern } from "./connection-source.ts";
import { ProviderEvents } from "./provider-events.ts";

/** Ways an account of a provider is opened to an integration. */
export const ProviderKind = Type.Enum(["oauth-code", "client-credentials", "device-code", "api-key", "basic", "custom"]);
export type ProviderKind = Static<typeof ProviderKind>;

const closed = { additionalProperties: false } as const;
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema);
const Text = Type.String({ minLength: 1, maxLength: 400 });
/** `{name}` stands for what was asked for, or kept of the provider's answers. */
const Template = Type.String({ minLength: 1, maxLength: 400 });
/** Names separated by dots into a JSON answer: `authed_user.access_token`, `data.0.id`. */
const Path = Type.String({ pattern: "^[A-Za-z0-9_$-]+(\\.[A-Za-z0-9_$-]+)*$", maxLength: 200 });
const Pairs = Type.Record(Type.String({ pattern: "^[A-Za-z0-9_.-]{1,60}$" }), Type.String({ maxLength: 400 }));
const Name = Type.String({ pattern: "^[a-z][a-z0-9_]{0,39}$" });

/** What is asked of the person who connects: part of an address (`secret` false) or of the credential. */
export const ProviderField = Type.Object(
  {
    name: Name,
    title: Text,
    secret: Type.Boolean(),
    where: Type.String({ maxLength: 400, description: "Where the customer finds it." }),
    found_at: optional(Type.String({ pattern: "^https://[^\\s]+$", maxLength: 400, description: "The page where the customer finds it." })),
    pattern: optional(Type.String({ maxLength: 200, description: "What it must match, whole, in RE2 syntax." })),
    example: optional(Type.String({ maxLength: 120 })),
    default: optional(Type.String({ maxLength: 200, description: "Taken where it is left empty." })),
  },
  closed,
);
export type ProviderField = Static<typeof ProviderField>;

/** A request made with the account's own credential. */
const Call = Type.Object(
  {
    method: optional(Type.Enum(["GET", "POST"])),
    url: Template,
    body: optional(Type.String({ maxLength: 1_000, description: "JSON." })),
    ok: optional(Path),
  },
  closed,
);

/** Where a provider's OAuth answers differ from the standards' words. */
const Answer = Type.Object(
  {
    ok: optional(Path),
    error: optional(Path),
    accessToken: optional(Path),
    refreshToken: optional(Path),
    expiresIn: optional(Path),
    scope: optional(Path),
    keep: optional(Type.Record(Name, Path, { description: "Parts that later addresses need, such as `instance_url`." })),
  },
  closed,
);

const OAuth = Type.Object(
  {
    issuer: optional(Template),
    discovery: optional(Type.Enum(["oidc", "oauth2"], { description: "Addresses not named here are read there (OIDC, RFC 8414)." })),
    authorize: optional(Template),
    token: optional(Template),
    device: optional(Template),
    revoke: optional(
      Type.Object(
        {
          url: Template,
          way: Type.Enum(["rfc7009", "bearer-post", "github"]),
        },
        closed,
      ),
    ),
    pkce: Type.Boolean(),
    clientAuth: Type.Enum(["basic", "basic-plain", "post", "none"], {
      description: "`basic-plain`: id and secret as they are, where the standard would have them percent-encoded first.",
    }),
    body: optional(Type.Enum(["form", "json"])),
    scopeSeparator: optional(Type.Enum([" ", ","])),
    scopeParameter: optional(Name),
    baseScopes: optional(Type.Array(Text, { description: "Asked always: without them the connection does not work." })),
    authorizeParameters: optional(Pairs),
    tokenParameters: optional(Pairs),
    refresh: Type.Enum(["rotates", "keeps", "never"], {
      description: "Each answer brings a new refresh token; the first stays; tokens do not expire.",
    }),
    lifetimeSeconds: optional(Type.Integer({ minimum: 1, description: "Of an access token whose answer does not say." })),
    answer: optional(Answer),
    badClient: optional(Type.Array(Text, { description: "Errors that mean the app's own id or secret is wrong." })),
    badGrant: optional(Type.Array(Text, { description: "Errors that mean the account must be connected anew." })),
  },
  closed,
);

/** One provider of accounts: everything in which it differs from others, as data. */
export const ProviderDefinition = Type.Object(
  {
    name: Type.String({ pattern: providerPattern }),
    title: Type.String({ minLength: 1, maxLength: 60 }),
    kind: ProviderKind,
    documents: Type.String({ maxLength: 300, description: "Where the provider describes this." }),
    fields: Type.Array(ProviderField, { maxItems: 10 }),
    oauth: optional(OAuth),
    send: Type.Object(
      {
        header: optional(Type.String({ pattern: "^[A-Za-z][A-Za-z0-9-]{0,60}$" })),
        query: optional(Type.String({ pattern: "^[A-Za-z0-9_.-]{1,60}$" })),
        value: optional(Template),
        basic: optional(Type.Object({ user: Template, password: Type.String({ maxLength: 400 }) }, closed)),
        headers: optional(Pairs),
      },
      closed,
    ),
    api: Template,
    hosts: Type.Array(Type.String({ minLength: 1, maxLength: 260 }), {
      minItems: 1,
      maxItems: 20,
      description: "The only hosts its secret is ever sent to, besides those of `oauth`; `*.` for those below.",
    }),
    account: optional(
      Type.Object(
        {
          from: Type.Enum(["token", "call"]),
          call: optional(Call),
          id: Path,
          name: optional(Path),
          keep: optional(Type.Record(Name, Path)),
        },
        closed,
      ),
    ),
    test: optional(Call),
    events: optional(ProviderEvents),
    scopes: optional(Type.Array(Type.Object({ name: Text, text: Text }, closed), { maxItems: 200 })),
    setUp: optional(Type.Object({ console: Text, steps: Type.Array(Text, { maxItems: 12 }) }, closed)),
  },
  { ...closed, $id: "ProviderDefinition" },
);
export type ProviderDefinition = Static<typeof ProviderDefinition>;
