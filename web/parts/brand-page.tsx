import type { ReactNode } from "react";
import { useRegister } from "./use-register.ts";

/** The same in every language. */
const name = "Stoa";

/** A page for who is not in a place yet: one narrow column under the mark. */
export function BrandPage({ children }: { children: ReactNode }) {
  useRegister("workshop");
  return (
    <main className="bare-page">
      <div className="bare-brand">
        <img src="/icon.svg" alt="" width={28} height={28} />
        <span>{name}</span>
      </div>
      {children}
    </main>
  );
}
