import { Type, type Static } from "typebox";
import { languagePattern, Manifest, Picture, Showcase, translationLimits } from "../program/index.ts";
import { TierName } from "./provisioning.ts";
import { Moment, Page } from "./shared.ts";

export const catalogLimits = {
  name: 80,
  title: 60,
  summary: 160,
  description: 20_000,
  categories: 3,
  category: 40,
  hosts: 50,
  simulators: 50,
  reason: 1000,
} as const;

/** The last part of an integration's address, chosen once. */
export const slugPattern = "^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$";

const Name = Type.String({ minLength: 1, maxLength: catalogLimits.name });

/** Two letters and a hue (degrees) that stand in for a picture. */
export const Monogram = Type.Object({ letters: Type.String(), hue: Type.Integer() });
export type Monogram = Static<typeof Monogram>;

export const ChannelName = Type.Enum(["stable", "latest"]);
export type ChannelName = Static<typeof ChannelName>;

const ReleaseRef = Type.Object({ id: Type.String(), number: Type.Integer(), version: Type.String() });

export const Integration = Type.Object(
  {
    id: Type.String(),
    publisherId: Type.String(),
    slug: Type.String(),
    name: Type.String(),
    monogram: Monogram,
    stable: Type.Union([ReleaseRef, Type.Null()]),
    latest: Type.Union([ReleaseRef, Type.Null()]),
    createdAt: Moment,
  },
  { $id: "Integration" },
);
export type Integration = Static<typeof Integration>;

export const CreateIntegrationBody = Type.Object({ slug: Type.String({ pattern: slugPattern }), name: Type.Optional(Name) });
export type CreateIntegrationBody = Static<typeof CreateIntegrationBody>;
export const RenameIntegrationBody = Type.Object({ name: Name });
export const IntegrationPage = Page(Integration);
export type IntegrationPage = Static<typeof IntegrationPage>;

export const Runtime = Type.Object({
  base: Type.String(),
  version: Type.String(),
  packages: Type.Array(Type.String()),
  digest: Type.String(),
});
export type Runtime = Static<typeof Runtime>;

export const Release = Type.Object(
  {
    id: Type.String(),
    integrationId: Type.String(),
    number: Type.Integer(),
    version: Type.String(),
    contract: Type.String(),
    commit: Type.String(),
    ref: Type.String(),
    architecture: Type.String(),
    artifact: Type.Object({ digest: Type.String(), bytes: Type.Integer() }),
    runtime: Runtime,
    notes: Type.Union([Type.String(), Type.Null()], { description: "What is new, in its publisher's words; plain text." }),
    noteTranslations: Type.Record(Type.String(), Type.String(), { description: "The same in other languages, by their code." }),
    channels: Type.Array(ChannelName, { description: "The channels that name this release now." }),
    createdAt: Moment,
  },
  { $id: "Release" },
);
export type Release = Static<typeof Release>;
export const ReleaseWithManifest = Type.Intersect([Release, Type.Object({ manifest: Manifest })]);
export type ReleaseWithManifest = Static<typeof ReleaseWithManifest>;
export const ReleasePage = Page(Release);
export type ReleasePage = Static<typeof ReleasePage>;

export const RollbackBody = Type.Object({
  releaseId: Type.Optional(Type.String({ description: "Any earlier release; the stable one before this when missing." })),
});

export const ListingState = Type.Enum(["draft", "submitted", "published", "rejected", "withdrawn"]);
export type ListingState = Static<typeof ListingState>;

/** What a publisher writes for one host. `description` is Markdown without HTML; `hosts` counts only where the contract names none. */
export const ListingContent = Type.Object({
  title: Type.String({ maxLength: catalogLimits.title }),
  summary: Type.String({ maxLength: catalogLimits.summary }),
  description: Type.String({ maxLength: catalogLimits.description }),
  categories: Type.Array(Type.String({ minLength: 1, maxLength: catalogLimits.category, pattern: "^[a-z0-9][a-z0-9 &-]*$" }), {
    maxItems: catalogLimits.categories,
  }),
  support: Type.String({ maxLength: 200, description: "An e-mail or https address." }),
  hosts: Type.Array(Type.String({ minLength: 1, maxLength: 260 }), { maxItems: catalogLimits.hosts }),
});
export type ListingContent = Static<typeof ListingContent>;
export const ListingContentPatch = Type.Partial(ListingContent);
export type ListingContentPatch = Static<typeof ListingContentPatch>;

/** One of the host's actions, as a release asks for it. */
export const AskedAction = Type.Object({
  name: Type.String(),
  title: Type.String(),
  text: Type.String(),
  method: Type.String(),
  path: Type.String(),
  scopes: Type.Array(Type.String(), { description: "The host's own words for what this covers." }),
  why: Type.Union([Type.String(), Type.Null()], { description: "The publisher's reason." }),
  offered: Type.Boolean({ description: "False: the host has no such action now, and requests for it are refused." }),
});
export type AskedAction = Static<typeof AskedAction>;

/** What the released program may reach and will ask for, read off its manifest. */
export const Asks = Type.Object({
  hosts: Type.Array(Type.String()),
  permissions: Type.Array(Type.Object({ title: Type.String(), text: Type.String() })),
  data: Type.Array(Type.Object({ title: Type.String(), text: Type.String() })),
  fields: Type.Array(Type.Object({ name: Type.String(), title: Type.String(), required: Type.Boolean(), secret: Type.Boolean() })),
  accounts: Type.Array(
    Type.Object({
      title: Type.String(),
      fields: Type.Array(Type.String(), { description: "Secret fields among `fields`." }),
      base: Type.String({ description: "Where requests with the secret go; `{config.field}` stands for what the customer enters." }),
      allow: Type.Array(Type.String(), { description: "The requests Stoa adds the secret to: method and path." }),
      raw: Type.Union([Type.String(), Type.Null()], {
        description: "Why the program reads the secret itself besides; null: it never sees it.",
      }),
      provider: Type.Optional(Type.String({ description: "The account is a connection at this provider." })),
      scopes: Type.Optional(Type.Array(Type.String())),
      optional: Type.Optional(Type.Boolean()),
    }),
    { description: "Accounts whose secret Stoa adds to requests. A secret field of none of them is read by the program." },
  ),
  actions: Type.Optional(Type.Array(AskedAction, { description: "What it may do in the host's product, each request passed on by Stoa." })),
  page: Type.Optional(Type.Literal(true, { description: "It shows a page of its own, in a frame that reaches nothing." })),
  schedule: Type.Union([Type.String(), Type.Null()]),
});
export type Asks = Static<typeof Asks>;

export const CheckResult = Type.Object({
  name: Type.String(),
  title: Type.String(),
  passed: Type.Boolean(),
  text: Type.String({ description: "What was found." }),
  fix: Type.Union([Type.String(), Type.Null()]),
});
export type CheckResult = Static<typeof CheckResult>;

export const SubmissionState = Type.Enum(["waiting", "failed", "approved", "rejected", "taken_back"]);
export type SubmissionState = Static<typeof SubmissionState>;

export const Submission = Type.Object(
  {
    id: Type.String(),
    state: SubmissionState,
    checks: Type.Array(CheckResult),
    content: ListingContent,
    showcase: Showcase,
    news: Type.Array(Type.Object({ number: Type.Integer(), version: Type.String(), notes: Type.Union([Type.String(), Type.Null()]) }), {
      description: "What its publisher says is new since the release that customers get: the release handed in first, then those between.",
    }),
    newShowcase: Type.Boolean({ description: "Its pictures, or what the listing says in other languages, are others than on show." }),
    page: Type.Union([Type.String(), Type.Null()], {
      description: "The digest of the page it brings, while it waits: `/pages/{listing}/{digest}/index.html`.",
    }),
    releaseId: Type.Union([Type.String(), Type.Null()]),
    asks: Type.Union([Asks, Type.Null()], { description: "What its release asks for." }),
    asksMore: Type.Array(Type.String(), { description: "What of that goes beyond what the host approved before, in sentences." }),
    reason: Type.Union([Type.String(), Type.Null()]),
    createdAt: Moment,
    decidedAt: Type.Union([Moment, Type.Null()]),
  },
  { $id: "Submission" },
);
export type Submission = Static<typeof Submission>;

export const ListingSummary = Type.Object(
  {
    id: Type.String(),
    sideId: Type.String(),
    publisherId: Type.String(),
    publisherName: Type.String(),
    integrationId: Type.String(),
    integrationSlug: Type.String(),
    state: ListingState,
    title: Type.String(),
    summary: Type.String(),
    categories: Type.Array(Type.String()),
    monogram: Monogram,
    icon: Type.Union([Type.String(), Type.Null()], { description: "The digest of its picture: `/listings/{listing}/pictures/{digest}`." }),
    installs: Type.Integer(),
    reviewWaiting: Type.Boolean(),
    publishedAt: Type.Union([Moment, Type.Null()]),
  },
  { $id: "ListingSummary" },
);
export type ListingSummary = Static<typeof ListingSummary>;

/** Whom a host offers a listing. */
export const Audience = Type.Object(
  {
    tiers: Type.Array(TierName, { maxItems: 50, description: "Customers of these tiers; none named means all." }),
    groups: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
      maxItems: 100,
      description: "People of these groups; none named means all.",
    }),
  },
  { description: "What is installed already runs on." },
);
export type Audience = Static<typeof Audience>;

export const Listing = Type.Intersect(
  [
    ListingSummary,
    Type.Object({
      description: Type.String(),
      pictures: Type.Array(Picture, { description: "What its page shows; they came with a release and were approved by the host." }),
      languages: Type.Array(Type.String(), { description: "What it is written in, then what else it speaks." }),
      support: Type.String(),
      asks: Type.Union([Asks, Type.Null()], { description: "Null until a release is stable." }),
      release: Type.Union([ReleaseRef, Type.Null()]),
      preview: Type.Boolean({ description: "It can say what a run would do before it does it." }),
      untried: Type.Boolean({ description: "Its publisher has not tried it with the service itself yet." }),
      simulated: Type.Array(Type.Object({ target: Type.String(), address: Type.String() }), {
        description: "At a test side: hosts that a server of the publisher answers for. Never at a live one.",
      }),
      reason: Type.Union([Type.String(), Type.Null()], { description: "Why it was rejected or withdrawn." }),
      audience: Type.Union([Audience, Type.Null()], { description: "Whom the host offers it; only for its publisher and the host." }),
      draft: Type.Union([ListingContent, Type.Null()], { description: "The text being written; only for its publisher and the reviewer." }),
      submission: Type.Union([Submission, Type.Null()], { description: "The newest one; only for its publisher and the reviewer." }),
    }),
  ],
  { $id: "Listing" },
);
export type Listing = Static<typeof Listing>;

export const SimulatorView = Type.Object({
  target: Type.String({ description: "`host:port`, as the program calls it." }),
  address: Type.String({ description: "What answers in its place on test sides: http://, https:// or tcp:// with a host." }),
  setAt: Moment,
});
export type SimulatorView = Static<typeof SimulatorView>;
export const SimulatorList = Type.Object({ items: Type.Array(SimulatorView) });
export const SetSimulatorBody = Type.Object({ address: Type.String({ minLength: 1, maxLength: 300 }) });

export const ListingQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 200 })),
  category: Type.Optional(Type.String({ maxLength: catalogLimits.category })),
  state: Type.Optional(ListingState),
  waiting: Type.Optional(Type.Boolean({ description: "Only those whose text waits for review." })),
  order: Type.Optional(Type.Enum(["relevance", "popular", "newest", "title"])),
  after: Type.Optional(Type.String({ maxLength: 20 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type ListingQuery = Static<typeof ListingQuery>;
export const ListingPage = Type.Intersect([
  Page(ListingSummary),
  Type.Object({
    categories: Type.Array(Type.Object({ name: Type.String(), count: Type.Integer() }), {
      description: "Categories of everything the query may see, largest first.",
    }),
    spelled: Type.Union([Type.String(), Type.Null()], {
      description: "What was searched for in place of `q`, of which nothing was found: its words as the listings spell them.",
    }),
  }),
]);
export type ListingPage = Static<typeof ListingPage>;

export const ChangeList = Type.Object({
  items: Type.Array(
    Type.Object({
      number: Type.Integer(),
      version: Type.String(),
      notes: Type.Union([Type.String(), Type.Null()], { description: "What is new, in its publisher's words; plain text." }),
      at: Moment,
    }),
    { description: "The newest 20, up to the release that customers get now." },
  ),
});
export type ChangeList = Static<typeof ChangeList>;
const noteText = Type.String({ minLength: 1, maxLength: 2000 });
export const DescribeReleaseBody = Type.Object({
  notes: noteText,
  translations: Type.Optional(
    Type.Record(Type.String({ pattern: languagePattern }), noteText, {
      maxProperties: translationLimits.languages,
      description: "The same in other languages, by their code; in place of those there were.",
    }),
  ),
});
/** How a listing's runs fare for all customers of its host. */
export const ListingSuccess = Type.Object({
  days: Type.Integer(),
  share: Type.Union([Type.Number(), Type.Null()], { description: "Of ended runs, 0 to 1; null where too few customers use it to tell." }),
});
export type ListingSuccess = Static<typeof ListingSuccess>;

export const ReviewBody = Type.Object({
  submissionId: Type.String({ description: "The submission that was looked at." }),
  decision: Type.Enum(["approve", "reject"]),
  reason: Type.Optional(Type.String({ minLength: 1, maxLength: catalogLimits.reason })),
});
export const WithdrawBody = Type.Object({ reason: Type.Optional(Type.String({ minLength: 1, maxLength: catalogLimits.reason })) });
