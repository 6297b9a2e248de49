import { useState } from "react";
import { hueOf, lettersOf } from "./monogram-colour.ts";
import styles from "./monogram.module.css";

interface MonogramProps {
  id: string;
  name: string;
  /** Its address; null while it is on its way. */
  picture?: string | null | undefined;
  /** Letters and hue known already; else they come from name and id. */
  letters?: string;
  hue?: number;
  size?: number;
}

/** The picture of a thing or, without one, its letters in a colour derived from its id. `size` in px. */
export function Monogram({ id, name, picture, letters, hue, size = 32 }: MonogramProps) {
  const [broken, setBroken] = useState(false);
  const box = { width: size, height: size };
  if (picture === null) return <span className={styles.picture} style={box} aria-hidden />;
  if (picture && !broken) {
    return <img className={styles.picture} style={box} src={picture} alt="" loading="lazy" onError={() => setBroken(true)} />;
  }
  return (
    <span
      className={styles.letters}
      aria-hidden
      style={{ ...box, "--hue": hue ?? hueOf(id), fontSize: size >= 64 ? 20 : size >= 40 ? 16 : 12 }}
    >
      {letters ?? lettersOf(name)}
    </span>
  );
}
