import { useMantineColorScheme, useComputedColorScheme } from "@mantine/core";
import { useLayoutEffect, type ReactNode } from "react";
import { wearHostLook, type HostLook } from "../theme/host-look.ts";
import { useRegister } from "./use-register.ts";
import { t } from "../words/t.ts";
import styles from "./shop-shell.module.css";

interface ShopShellProps {
  /** The host's look; its accent and font colour the whole shop. */
  look?: HostLook | undefined;
  /** The scheme the host shows itself in, when it says so. */
  scheme?: "light" | "dark" | "auto" | undefined;
  /** Links at the top: marketplace, what is installed. */
  places?: ReactNode;
  /** True inside a host's page, which has its own head and ground. */
  framed?: boolean;
  /** Over every page of a side that is not the live one. */
  band?: ReactNode;
  /** Below every page. */
  foot?: ReactNode;
  children: ReactNode;
}

/** The frame of the marketplace: calm, roomy, at most 1,160 px wide, in the host's colours. */
export function ShopShell({ look, scheme, places, framed = false, band, foot, children }: ShopShellProps) {
  // Holding transitions back takes a style tag, which the content policy forbids.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const shown = useComputedColorScheme("light");
  useRegister("shop");
  useLayoutEffect(() => {
    if (scheme) setColorScheme(scheme);
  }, [scheme, setColorScheme]);
  useLayoutEffect(() => {
    wearHostLook(document.documentElement, look, shown);
    return () => wearHostLook(document.documentElement, undefined, shown);
  }, [look, shown]);
  return (
    <div className={styles.shop} data-framed={framed || undefined}>
      {band}
      {places ? (
        <nav aria-label={t("Shop")} className={styles.places}>
          {places}
        </nav>
      ) : null}
      <main className={styles.main}>{children}</main>
      {foot ? <footer className={styles.foot}>{foot}</footer> : null}
    </div>
  );
}
