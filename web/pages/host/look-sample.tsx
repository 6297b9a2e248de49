import { Button, useComputedColorScheme } from "@mantine/core";
import { useLayoutEffect, useRef } from "react";
import { Monogram } from "../../parts/monogram.tsx";
import { wearHostLook, type HostLook } from "../../theme/host-look.ts";
import styles from "./look-sample.module.css";

/** A tile and a button in the look being chosen. */
export function LookSample({ look }: { look: HostLook }) {
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme("light");
  useLayoutEffect(() => {
    if (box.current) wearHostLook(box.current, look, scheme);
  }, [look, scheme]);
  return (
    <div ref={box} className={styles.sample} inert>
      <Monogram id="sample" name="Invoice sync" size={40} />
      <strong>Invoice sync</strong>
      <span className={styles.summary}>Copies paid invoices to your ledger every night.</span>
      <Button>Install</Button>
      <span className={styles.link}>What it may do</span>
    </div>
  );
}
