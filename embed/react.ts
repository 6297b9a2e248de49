import type { EmbedEvent, EmbedEventType, EmbedTheme, EmbedView } from "@stoa/contract";
import { createElement, useEffect, useLayoutEffect, useRef, type CSSProperties, type ReactElement } from "react";
import { types } from "./events.ts";
import type { GetToken } from "./get-token.ts";
import type { StoaMarketplace as Element } from "./stoa-marketplace.ts";
import "./index.ts";

type Camel<T extends string> = T extends `${infer Head}-${infer Tail}` ? `${Capitalize<Head>}${Camel<Tail>}` : Capitalize<T>;

/** `onInstalled`, `onRunFailed` and so on, each with the details of its kind. */
export type StoaHandlers = { [T in EmbedEventType as `on${Camel<T>}`]?: (event: Extract<EmbedEvent, { type: T }>) => void };

export interface StoaMarketplaceProps extends StoaHandlers {
  src?: string;
  tokenUrl?: string;
  getToken?: GetToken;
  view?: EmbedView;
  listing?: string;
  installation?: string;
  context?: string;
  path?: string;
  lang?: string;
  deepLinks?: boolean;
  theme?: EmbedTheme;
  words?: Readonly<Record<string, string>>;
  className?: string;
  style?: CSSProperties;
}

const properties = [
  "src",
  "tokenUrl",
  "getToken",
  "view",
  "listing",
  "installation",
  "context",
  "path",
  "lang",
  "deepLinks",
  "theme",
  "words",
] as const;

/** The marketplace as a part of a React page, for React 18 and newer. */
export function StoaMarketplace(props: StoaMarketplaceProps): ReactElement {
  const element = useRef<Element>(null);
  const now = useRef(props);
  useLayoutEffect(() => {
    now.current = props;
    for (const name of properties) if (props[name] !== undefined) Object.assign(element.current ?? {}, { [name]: props[name] });
  });
  useEffect(() => {
    const target = element.current;
    const hear = (event: Event): void => {
      const said = (event as CustomEvent<EmbedEvent>).detail;
      (now.current as Partial<Record<string, (event: EmbedEvent) => void>>)[handlerOf(said.type)]?.(said);
    };
    for (const type of types) target?.addEventListener(`stoa-${type}`, hear);
    return () => {
      for (const type of types) target?.removeEventListener(`stoa-${type}`, hear);
    };
  }, []);
  return createElement("stoa-marketplace", { ref: element, class: props.className, style: props.style });
}

/** `run-failed` is heard by `onRunFailed`. */
function handlerOf(type: EmbedEventType): string {
  const parts = type.split("-").map((part) => part.charAt(0).toUpperCase() + part.slice(1));
  return `on${parts.join("")}`;
}
