import { Type, type Static } from "typebox";
import { ConnectionSource } from "./connection-source.ts";
import { FailureClassSchema } from "./failures.ts";
import { closed, field, History, optional, text } from "./fields.ts";
import { pageFolder } from "./page.ts";
import { pictureLimits, picturePattern } from "./pictures.ts";
import { Success } from "./success.ts";
import { LanguageKey, Translations } from "./translations.ts";

/** Sizes a manifest must keep, in bytes and pieces. */
export const manifestLimits = { file: 256 * 1024, schema: 64 * 1024, uischema: 64 * 1024, patterns: 50, hosts: 50 } as const;

const packageName = field(
  Type.String({ pattern: "^[a-z0-9][a-z0-9+.-]{1,62}(=[A-Za-z0-9.+~:-]{1,60})?$" }),
  "the name of a Debian package, such as `rclone`",
);
const packageList = field(Type.Array(packageName, { maxItems: 100 }), "a list of Debian packages");
const lines = (says: string) =>
  field(
    Type.Union([
      Type.String({ minLength: 1, maxLength: 4000 }),
      Type.Array(Type.String({ minLength: 1, maxLength: 4000 }), { minItems: 1, maxItems: 20 }),
    ]),
    says,
  );
const pattern = field(Type.String({ minLength: 1, maxLength: 1000 }), "a regular expression in RE2 syntax");
const count = (says: string, minimum = 0, maximum = 1_000_000) => field(Type.Integer({ minimum, maximum }), says);

const patternRule = {
  any: optional(pattern),
  stdout: optional(pattern),
  stderr: optional(pattern),
};

/** What a host may call an action: mostly an `operationId` of its OpenAPI document. */
export const actionPattern = "^[A-Za-z][A-Za-z0-9_.:/-]{0,99}$";
const actionName = field(Type.String({ pattern: actionPattern }), "the name of one of the host's actions, such as `contacts.list`");
const actionList = field(
  Type.Array(
    field(
      Type.Union([
        Type.String({ pattern: actionPattern }),
        Type.Object({ name: actionName, why: optional(text(200, "why it is needed, in at most 200 characters")) }, closed),
      ]),
      "the name of one of the host's actions, or `{ name: ..., why: ... }`",
    ),
    { maxItems: 100 },
  ),
  "a list of the host's actions, such as `- contacts.list`",
);

export const hostPattern =
  "^(?:\\{config\\.[A-Za-z_][A-Za-z0-9_]*\\}|(?:\\*\\.)?[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)(?::(?:[0-9]{1,5}|\\{config\\.[A-Za-z_][A-Za-z0-9_]*\\}))?$";

const SuccessSource = Type.Object(
  {
    exit: optional(
      field(
        Type.Array(count("an exit code from 0 to 255", 0, 255), { minItems: 1, maxItems: 20 }),
        "a list of exit codes that mean success, such as `[0]`",
      ),
    ),
    fail: optional(
      field(
        Type.Array(
          Type.Object(
            {
              ...patternRule,
              class: optional(field(FailureClassSchema, "a failure class, such as `upstream`")),
              say: optional(text(200, "a sentence of at most 200 characters for the customer")),
            },
            closed,
          ),
          { maxItems: manifestLimits.patterns },
        ),
        "a list such as `- { stderr: 'pattern', class: upstream, say: sentence }`",
      ),
    ),
    require: optional(
      field(
        Type.Array(
          Type.Object({ ...patternRule, say: optional(text(200, "a sentence of at most 200 characters for the customer")) }, closed),
          { maxItems: manifestLimits.patterns },
        ),
        "a list such as `- { stdout: 'pattern' }`; each must match some line",
      ),
    ),
    ignore: optional(
      field(Type.Array(pattern, { maxItems: manifestLimits.patterns }), "a list of regular expressions; lines they match are not judged"),
    ),
    failed_items: optional(count("how many failed items still make a successful run")),
    at_least: optional(
      field(
        Type.Object(
          { created: optional(count("a number")), updated: optional(count("a number")), skipped: optional(count("a number")) },
          closed,
        ),
        "counters and their least value, such as `{ created: 1 }`",
      ),
    ),
    unchanged: optional(count("after how many runs in a row without any change a run counts as failed", 1, 1000)),
    disable: optional(field(Type.Array(text(60, "the id of a default rule"), { maxItems: 100 }), "a list of ids of default rules")),
  },
  closed,
);

const permissionText = field(
  Type.Array(Type.Object({ title: text(80), text: text(400) }, closed), { maxItems: 20 }),
  "a list such as `- { title: ..., text: ... }`",
);

const pictureFile = field(
  Type.String({ pattern: picturePattern, maxLength: 200 }),
  "the path of a picture in the repository, such as `pictures/list.png`; png, jpg or webp",
);

const openObject = (says: string) => field(Type.Record(Type.String(), Type.Unknown()), says);

const topLevel = {
  version: field(Type.Literal(1), "`1`"),
  contract: field(Type.Union([Type.Literal("stoa"), Type.Literal("pandium")]), "`stoa`, or `pandium` beside a PANDIUM.yaml"),
  name: field(Type.String({ pattern: "^[a-z][a-z0-9-]{1,39}$" }), "2 to 40 small letters, digits and dashes, beginning with a letter"),
  language: optional(LanguageKey),
  title: optional(text(60)),
  summary: optional(text(160)),
  description: optional(text(20_000)),
  categories: optional(field(Type.Array(text(40), { maxItems: 10 }), "a list of at most 10 words")),
  support: optional(text(200, "an e-mail or web address")),
  icon: optional(pictureFile),
  pictures: optional(
    field(
      Type.Array(
        field(
          Type.Object({ file: pictureFile, alt: text(pictureLimits.alt, "what is to be seen, in at most 200 characters") }, closed),
          "`{ file: ..., alt: ... }`",
        ),
        { maxItems: pictureLimits.pictures },
      ),
      "a list of at most 6 such as `- { file: pictures/list.png, alt: What is to be seen }`",
    ),
  ),
  page: optional(pageFolder),
  base: field(
    Type.String({ pattern: "^[A-Za-z.+#-]{1,30}(?::[A-Za-z0-9.+-]{1,30})?$" }),
    "a language with or without version, such as `python:3.11` or `bash`",
  ),
  packages: optional(
    field(
      Type.Union([packageList, Type.Object({ build: optional(packageList), run: optional(packageList) }, closed)]),
      "a list of Debian packages, or `{ build: [...], run: [...] }`",
    ),
  ),
  build: optional(lines("a shell line, or a list of shell lines")),
  run: field(Type.String({ minLength: 1, maxLength: 4000 }), "one shell line"),
  preview: optional(field(Type.Boolean(), "`true` or `false`")),
  retry_items: optional(field(Type.Boolean(), "`true` or `false`")),
  history: optional(field(History, "`now` or `all`")),
  untried: optional(field(Type.Boolean(), "`true` while it has not been tried with the service itself")),
  configs: optional(
    field(
      Type.Object(
        { schema: optional(openObject("a JSON Schema of type object")), uischema: optional(openObject("a JSON Forms UI schema")) },
        closed,
      ),
      "`{ schema: ..., uischema: ... }`",
    ),
  ),
  connections: optional(field(Type.Array(ConnectionSource, { maxItems: 10 }), "a list of accounts")),
  actions: optional(actionList),
  network: optional(
    field(
      Type.Object(
        {
          hosts: optional(
            field(
              Type.Array(field(Type.String({ pattern: hostPattern }), "`host:port`, such as `api.example.com:443` or `{config.server}`"), {
                maxItems: manifestLimits.hosts,
              }),
              "a list of `host:port`",
            ),
          ),
        },
        closed,
      ),
      "`{ hosts: [...] }`",
    ),
  ),
  state: optional(field(Type.Union([Type.Literal("json"), Type.Literal("directory")]), "`json` or `directory`")),
  schedule: optional(
    field(
      Type.Union([
        Type.String({ minLength: 1, maxLength: 100 }),
        Type.Object(
          {
            default: optional(field(Type.String({ maxLength: 100 }), "a cron line with five fields")),
            editable: optional(field(Type.Boolean(), "`true` or `false`")),
            window: optional(
              field(
                Type.Union([Type.Integer({ minimum: 0, maximum: 21_600 }), Type.String({ pattern: "^[0-9]{1,5} ?(?:s|m|h)$" })]),
                "a time up to 6 hours such as `90s`, `30m` or `2h`",
              ),
            ),
            backfill: optional(
              field(Type.Union([Type.Literal("none"), Type.Literal("last"), Type.Literal("all")]), "`none`, `last` or `all`"),
            ),
          },
          closed,
        ),
      ]),
      "a cron line such as `*/15 * * * *`, or `{ default: ..., editable: false }`",
    ),
  ),
  warm: optional(
    field(
      Type.Union([
        Type.Boolean(),
        Type.Array(field(Type.String({ pattern: "^[A-Za-z0-9_@./:-]{1,100}$" }), "the name of a module, such as `json`"), { maxItems: 50 }),
      ]),
      "`true`, or a list of modules to import before there is a run",
    ),
  ),
  sandbox: optional(field(Type.Literal("gvisor"), "`gvisor`: the program never runs in a lesser box")),
  limits: optional(
    field(
      Type.Object(
        {
          memory: optional(
            field(
              Type.Union([Type.Integer({ minimum: 16 }), Type.String({ pattern: "^[0-9]+ ?(?:M|MB|MiB|G|GB|GiB)$" })]),
              "an amount such as `256 MB` or `1 GB`",
            ),
          ),
          timeout: optional(
            field(
              Type.Union([Type.Integer({ minimum: 1 }), Type.String({ pattern: "^[0-9]+ ?(?:s|m|h)$" })]),
              "a time such as `90s`, `10m` or `2h`",
            ),
          ),
          pids: optional(count("a number of processes from 1 to 4096", 1, 4096)),
        },
        closed,
      ),
      "`{ memory: ..., timeout: ..., pids: ... }`",
    ),
  ),
  retry: optional(
    field(
      Type.Object(
        {
          attempts: optional(count("a number from 1 to 10", 1, 10)),
          on: optional(
            field(
              Type.Array(field(FailureClassSchema, "a failure class, such as `upstream`"), { maxItems: 8 }),
              "a list of failure classes",
            ),
          ),
        },
        closed,
      ),
      "`{ attempts: 3, on: [upstream] }`",
    ),
  ),
  success: optional(field(SuccessSource, "success rules")),
  permissions: optional(permissionText),
  data: optional(permissionText),
};

/** The shape of `stoa.yaml` as an author writes it. */
export const ManifestSource = Type.Object(topLevel, { ...closed, $id: "ManifestSource" });
export type ManifestSource = Static<typeof ManifestSource>;

/** What `stoa.yaml` may hold beside a PANDIUM.yaml: everything but what that file says itself. */
const {
  base: _base,
  build: _build,
  run: _run,
  configs: _configs,
  name: _name,
  retry_items: _retryItems,
  history: _history,
  ...besides
} = topLevel;
export const ManifestOverlay = Type.Object({ ...besides, name: optional(topLevel.name) }, { ...closed, $id: "ManifestOverlay" });
export type ManifestOverlay = Static<typeof ManifestOverlay>;

const Notice = Type.Array(Type.Object({ title: Type.String(), text: Type.String() }));

const HttpConnection = Type.Object({
  base: Type.String({ description: "Empty: where the provider's API is." }),
  auth: Type.Object({
    header: Type.Optional(Type.String()),
    query: Type.Optional(Type.String()),
    value: Type.Optional(Type.String()),
    basic: Type.Optional(Type.Object({ user: Type.String(), password: Type.String() })),
  }),
  allow: Type.Array(Type.String(), { description: "`METHOD /path`; `*` is one part of a path, a last `**` any." }),
});
/** Requests to which Stoa adds an account's secret, so that the program never sees it. */
export type HttpConnection = Static<typeof HttpConnection>;

/** A manifest as the server keeps it with a release: read, checked, filled in, whatever contract it came from. */
export const Manifest = Type.Object(
  {
    contract: Type.Union([Type.Literal("stoa"), Type.Literal("pandium")]),
    contractVersion: Type.String(),
    name: Type.Union([Type.String(), Type.Null()], {
      description: "Null when the file does not say one; the integration's own name stands in.",
    }),
    language: Type.Optional(Type.String({ description: "What its texts are written in; `en` when missing." })),
    translations: Type.Optional(Translations),
    title: Type.Union([Type.String(), Type.Null()]),
    summary: Type.String(),
    description: Type.String(),
    categories: Type.Array(Type.String()),
    support: Type.Union([Type.String(), Type.Null()]),
    icon: Type.Optional(Type.String({ description: "A picture's path in the repository." })),
    pictures: Type.Optional(Type.Array(Type.Object({ file: Type.String(), alt: Type.String() }))),
    page: Type.Optional(
      Type.String({ description: "A folder of the repository: the page it shows at each installation, in a frame of its own." }),
    ),
    base: Type.Object({ language: Type.String(), version: Type.Union([Type.String(), Type.Null()]) }),
    packages: Type.Object({ build: Type.Array(Type.String()), run: Type.Array(Type.String()) }),
    build: Type.Array(Type.String(), { description: "Shell lines, one after the other, stopping at the first that fails." }),
    run: Type.String({ description: "One shell line." }),
    preview: Type.Boolean(),
    history: Type.Optional(History),
    retryItems: Type.Optional(Type.Literal(true, { description: "Items it said failed can be given to it again alone." })),
    untried: Type.Optional(Type.Boolean({ description: "Not tried with the service itself yet; its listing says so." })),
    configs: Type.Object({
      schema: Type.Record(Type.String(), Type.Unknown()),
      uischema: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
      order: Type.Optional(
        Type.Record(Type.String(), Type.Array(Type.String()), {
          description: "The fields as their author wrote them, by where they stand.",
        }),
      ),
    }),
    secrets: Type.Array(Type.String(), { description: "Top-level fields of configs.schema whose values are secrets." }),
    connections: Type.Array(
      Type.Object({
        name: Type.String(),
        kind: Type.String(),
        title: Type.String(),
        fields: Type.Array(Type.String()),
        provider: Type.Optional(Type.String({ description: "Its account is a connection of the customer's, not fields of the form." })),
        scopes: Type.Optional(Type.Array(Type.String())),
        optional: Type.Optional(Type.Boolean()),
        env: Type.Optional(
          Type.Record(Type.String(), Type.String(), { description: "Variables the program reads parts of the account from." }),
        ),
        http: Type.Optional(HttpConnection),
        raw: Type.Optional(Type.String({ description: "Why the program reads the secret itself although Stoa could add it." })),
      }),
    ),
    actions: Type.Optional(
      Type.Array(Type.Object({ name: Type.String(), why: Type.Optional(Type.String()) }), {
        description: "What it calls of the host's own API, by the host's names. Missing: nothing.",
      }),
    ),
    network: Type.Object({
      hosts: Type.Array(Type.String()),
      declared: Type.Boolean({ description: "False when the contract has no place for hosts: whoever lists the integration names them." }),
    }),
    state: Type.Union([Type.Literal("json"), Type.Literal("directory")]),
    stateSchema: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
    stateMerge: Type.Boolean({ description: "New state is laid over the last one, key by key, in place of replacing it." }),
    schedule: Type.Object({
      cron: Type.Union([Type.String(), Type.Null()]),
      editable: Type.Boolean(),
      windowSeconds: Type.Optional(
        Type.Integer({ description: "How long after the line's time a run may begin; releases of before have none." }),
      ),
      backfill: Type.Optional(Type.Union([Type.Literal("none"), Type.Literal("last"), Type.Literal("all")])),
    }),
    warm: Type.Optional(
      Type.Array(Type.String(), { description: "It may be started from what was prepared before, with these modules imported." }),
    ),
    sandbox: Type.Optional(Type.Literal("gvisor", { description: "It runs in boxes of gVisor only." })),
    limits: Type.Object({ memoryMb: Type.Integer(), timeoutSeconds: Type.Integer(), pids: Type.Integer() }),
    retry: Type.Object({ attempts: Type.Integer(), on: Type.Array(FailureClassSchema) }),
    success: Success,
    permissions: Notice,
    data: Notice,
  },
  { $id: "Manifest" },
);
export type Manifest = Static<typeof Manifest>;

/** Where a manifest is wrong. `path` is a JSON pointer, `line` and `column` count from 1. */
export interface ManifestProblem {
  file: string;
  path: string;
  line: number;
  column: number;
  message: string;
  fix: string;
}
