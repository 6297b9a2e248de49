import { useState } from "react";
import { hueOf, lettersOf } from "./monogram-colour.ts";
import styles from "./monogram.module.css";

/** The picture of a thing or, without one, its letters in a colour derived from its id. `size` in px. */
export function Monogram({ id, name, picture, size = 32 }: { id: string; name: string; picture?: string | undefined; size?: number }) {
  const [broken, setBroken] = useState(false);
  const box = { width: size, height: size };
  if (picture && !broken) {
    return <img className={styles.picture} style={box} src={picture} alt="" loading="lazy" onError={() => setBroken(true)} />;
  }
  const hue = hueOf(id);
  return (
    <span className={styles.letters} aria-hidden style={{ ...box, "--hue": hue, fontSize: size >= 40 ? 16 : 12 }}>
      {lettersOf(name)}
    </span>
  );
}
