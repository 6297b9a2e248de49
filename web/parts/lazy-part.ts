import { createElement, lazy, useState, type ComponentType, type ReactNode } from "react";
import { whenIdle } from "./when-idle.ts";

/**
 * A part of a page in a file of its own, loaded when it is first drawn, or before that when the page has nothing else to do. Once it is there
 * it is drawn at once: what React waits for, it shows a third of a second later at the earliest.
 */
export function lazyPart<N extends string, P extends object>(
  load: () => Promise<Record<N, (props: P) => ReactNode>>,
  name: N,
): ComponentType<P> {
  let here: ComponentType<P> | undefined;
  const fetched = async (): Promise<{ default: ComponentType<P> }> => {
    here = (await load())[name];
    return { default: here };
  };
  const Awaited = lazy<ComponentType<P>>(fetched);
  whenIdle(() => fetched().catch(() => undefined));
  return function Part(props: P) {
    const [Drawn] = useState<ComponentType<P>>(() => here ?? Awaited);
    return createElement(Drawn, props);
  };
}
