import { failureClasses, failureTable, type FailureClass, type Manifest, type ManifestSource, type Success } from "@stoa/contract";
import { readBase } from "./read-base.ts";

export const defaultLimits = { memoryMb: 256, timeoutSeconds: 600, pids: 64 } as const;
export const defaultRetry: { attempts: number; on: FailureClass[] } = {
  attempts: 3,
  on: failureClasses.filter((name) => failureTable[name].retry),
};

export const defaultSuccess: Success = {
  exit: [0],
  fail: [],
  require: [],
  ignore: [],
  failedItems: 0,
  atLeast: {},
  unchanged: null,
  disable: [],
};

/** An author's manifest with every default filled in. The source must have been checked before. */
export function fillManifest(source: ManifestSource, secrets: string[]): Manifest {
  return {
    contract: "stoa",
    contractVersion: "1",
    name: source.name,
    title: source.title ?? null,
    ...describe(source),
    base: readBase(source.base),
    build: asLines(source.build),
    run: source.run.trim(),
    configs: {
      schema: { type: "object", properties: {}, ...source.configs?.schema },
      uischema: source.configs?.uischema ?? null,
    },
    secrets,
    ...(source.history ? { history: source.history } : {}),
    ...(source.retry_items ? { retryItems: true as const } : {}),
    stateSchema: null,
    stateMerge: false,
    ...fillRules(source),
  };
}

type Described = Pick<
  ManifestSource,
  | "language"
  | "icon"
  | "pictures"
  | "page"
  | "summary"
  | "description"
  | "categories"
  | "support"
  | "packages"
  | "connections"
  | "actions"
  | "network"
  | "permissions"
  | "data"
>;

/** The parts that describe an integration and what it reaches. */
export function describe(source: Described) {
  return {
    ...texts(source),
    packages: fillPackages(source.packages),
    connections: (source.connections ?? []).map(fillConnection),
    ...(source.actions?.length ? { actions: source.actions.map((one) => (typeof one === "string" ? { name: one } : one)) } : {}),
    network: { hosts: source.network?.hosts ?? [], declared: true },
  };
}

type SourceConnection = NonNullable<ManifestSource["connections"]>[number];

/** An account that is a provider's has no fields of the form, and is spoken to as the provider says. */
function fillConnection({ http, ...connection }: SourceConnection): Manifest["connections"][number] {
  return {
    ...connection,
    kind: connection.kind ?? "provider",
    title: connection.title ?? connection.name,
    fields: connection.fields ?? [],
    ...(http ? { http: { base: http.base ?? "", auth: http.auth ?? {}, allow: http.allow } } : {}),
  };
}

const texts = (source: Described) => ({
  ...(source.language === undefined ? {} : { language: source.language }),
  summary: source.summary ?? "",
  description: source.description ?? "",
  categories: source.categories ?? [],
  support: source.support ?? null,
  ...(source.icon === undefined ? {} : { icon: source.icon }),
  ...(source.pictures?.length ? { pictures: source.pictures } : {}),
  ...(source.page === undefined ? {} : { page: source.page }),
  permissions: source.permissions ?? [],
  data: source.data ?? [],
});

function fillPackages(packages: Described["packages"]): Manifest["packages"] {
  if (Array.isArray(packages)) return { build: packages, run: packages };
  return { build: packages?.build ?? [], run: packages?.run ?? [] };
}

type Ruled = Pick<ManifestSource, "preview" | "untried" | "state" | "schedule" | "warm" | "sandbox" | "limits" | "retry" | "success">;

/** The parts that rule how it runs and when it counts as successful. */
export function fillRules(source: Ruled) {
  return {
    preview: source.preview ?? false,
    ...(source.untried === true ? { untried: true } : {}),
    state: source.state ?? ("json" as const),
    schedule: fillSchedule(source.schedule),
    ...(source.warm === undefined || source.warm === false ? {} : { warm: source.warm === true ? [] : source.warm }),
    ...(source.sandbox === undefined ? {} : { sandbox: source.sandbox }),
    limits: fillLimits(source.limits),
    retry: { ...defaultRetry, ...source.retry },
    success: fillSuccess(source.success),
  };
}

/** A run begins within six hours of its time, or it is another time's. */
const longestWindowSeconds = 21_600;

function fillSchedule(source: Ruled["schedule"]): Manifest["schedule"] {
  const schedule = typeof source === "string" ? { default: source } : (source ?? {});
  const windowSeconds = seconds(schedule.window);
  return {
    cron: schedule.default?.trim() || null,
    editable: schedule.editable ?? true,
    ...(windowSeconds === undefined ? {} : { windowSeconds: Math.min(windowSeconds, longestWindowSeconds) }),
    ...(schedule.backfill === undefined ? {} : { backfill: schedule.backfill }),
  };
}

function fillLimits(source: Ruled["limits"]): Manifest["limits"] {
  return {
    memoryMb: megabytes(source?.memory) ?? defaultLimits.memoryMb,
    timeoutSeconds: seconds(source?.timeout) ?? defaultLimits.timeoutSeconds,
    pids: source?.pids ?? defaultLimits.pids,
  };
}

function fillSuccess(source: ManifestSource["success"]): Success {
  if (!source) return defaultSuccess;
  return {
    exit: source.exit ?? [0],
    fail: (source.fail ?? []).map((rule) => ({ match: patterns(rule), class: rule.class ?? "integration", say: rule.say ?? null })),
    require: (source.require ?? []).map((rule) => ({ match: patterns(rule), say: rule.say ?? null })),
    ignore: source.ignore ?? [],
    failedItems: source.failed_items ?? 0,
    atLeast: Object.fromEntries(Object.entries(source.at_least ?? {})),
    unchanged: source.unchanged ?? null,
    disable: source.disable ?? [],
  };
}

function patterns(rule: { any?: string; stdout?: string; stderr?: string }) {
  const streams = ["any", "stdout", "stderr"] as const;
  return streams.flatMap((stream) => {
    const pattern = rule[stream];
    return pattern === undefined ? [] : [{ stream, pattern }];
  });
}

const asLines = (lines: string | string[] | undefined): string[] => (lines === undefined ? [] : [lines].flat().map((line) => line.trim()));

/** `256 MB` -> 256; a bare number is megabytes. */
export function megabytes(amount: string | number | undefined): number | undefined {
  if (amount === undefined || typeof amount === "number") return amount;
  return Number.parseInt(amount, 10) * (/G/.test(amount) ? 1024 : 1);
}

/** `10m` -> 600; a bare number is seconds. */
export function seconds(time: string | number | undefined): number | undefined {
  if (time === undefined || typeof time === "number") return time;
  const unit = time.at(-1);
  return Number.parseInt(time, 10) * (unit === "h" ? 3600 : unit === "m" ? 60 : 1);
}
