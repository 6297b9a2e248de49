import { useState } from "react";

/** A yes or no that this device remembers. */
export function usePreference(name: string, first: boolean): [boolean, (value: boolean) => void] {
  const [value, setValue] = useState(() => read(name) ?? first);
  const change = (next: boolean) => {
    setValue(next);
    try {
      localStorage.setItem(`stoa.${name}`, String(next));
    } catch {
      // Frames without storage still work, they only forget.
    }
  };
  return [value, change];
}

function read(name: string): boolean | undefined {
  try {
    const kept = localStorage.getItem(`stoa.${name}`);
    return kept === null ? undefined : kept === "true";
  } catch {
    return undefined;
  }
}
