import { useEffect, useRef, useState } from "react";

/** `copy(text)` puts text on the clipboard; `copied` stays true for 1.5 s after. */
export function useCopy(): { copied: boolean; copy: (text: string) => void } {
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = (text: string) => {
    void writeClipboard(text).then((worked) => {
      setCopied(worked);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setCopied(false), 1_500);
    });
  };
  return { copied, copy };
}

// The clipboard API is missing on plain http and refused in frames without permission; the selection way still works there.
async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
