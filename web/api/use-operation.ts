import { useRef } from "react";
import { newOperationId } from "./operation-id.ts";

interface Operation {
  /** The id of this request, the same until it was answered: pressed again after an answer was lost, nothing is done twice. */
  idOf(request: unknown): string;
  answered(): void;
}

/** Operation ids for a button that may be pressed again. */
export function useOperation(): Operation {
  const kept = useRef<{ request: string; id: string }>(undefined);
  return {
    idOf: (request) => {
      const text = JSON.stringify(request);
      if (kept.current?.request !== text) kept.current = { request: text, id: newOperationId() };
      return kept.current.id;
    },
    answered: () => {
      kept.current = undefined;
    },
  };
}
