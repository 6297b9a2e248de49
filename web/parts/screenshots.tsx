import type { Picture } from "@stoa/contract";
import { ActionIcon } from "@mantine/core";
import { useState } from "react";
import { usePicture } from "../api/use-picture.ts";
import { t } from "../words/t.ts";
import { Dialog } from "./dialog.tsx";
import { BackIcon, GoIcon } from "./icons.ts";
import { Skeleton } from "./skeleton.tsx";
import styles from "./screenshots.module.css";

interface ScreenshotsProps {
  listingId: string;
  pictures: readonly Picture[];
}

/** A listing's pictures side by side, to swipe or scroll through; one opens large, the arrow keys lead to the next. */
export function Screenshots({ listingId, pictures }: ScreenshotsProps) {
  const [open, setOpen] = useState<number>();
  const picture = open === undefined ? undefined : pictures[open];
  if (pictures.length === 0) return null;
  return (
    <div className={styles.pictures}>
      <ul className={styles.strip} aria-label={t("Pictures")}>
        {pictures.map((one, index) => (
          <li key={one.digest} style={{ aspectRatio: `${one.width} / ${one.height}` }}>
            <button
              type="button"
              className={styles.one}
              aria-label={t("{alt} Show it large.", { alt: ended(one.alt) })}
              onClick={() => setOpen(index)}
            >
              <Shown listingId={listingId} picture={one} alt="" />
            </button>
          </li>
        ))}
      </ul>
      <p className={styles.hint}>{t("Press a picture to see it large.")}</p>
      <Dialog
        open={picture !== undefined}
        place="wide"
        title={t("Picture {number} of {count}", { number: (open ?? 0) + 1, count: pictures.length })}
        onClose={() => setOpen(undefined)}
      >
        {picture ? <Large listingId={listingId} picture={picture} at={open ?? 0} count={pictures.length} onGo={setOpen} /> : null}
      </Dialog>
    </div>
  );
}

const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

interface LargeProps {
  listingId: string;
  picture: Picture;
  at: number;
  count: number;
  onGo: (at: number) => void;
}

function Large({ listingId, picture, at, count, onGo }: LargeProps) {
  const go = (by: number) => {
    if (at + by >= 0 && at + by < count) onGo(at + by);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- The keys do what the two buttons inside do.
    <div
      className={styles.large}
      onKeyDown={(event) => {
        if (event.key === "ArrowRight") go(1);
        if (event.key === "ArrowLeft") go(-1);
      }}
    >
      {/* On a phone it keeps the size its words can be read in, and is moved to be seen. */}
      <div className={styles.pan} role="group" aria-label={t("Picture")} tabIndex={0}>
        <Shown listingId={listingId} picture={picture} alt={picture.alt} />
      </div>
      <div className={styles.foot}>
        <p>{picture.alt}</p>
        {count > 1 ? (
          <div className={styles.go}>
            <ActionIcon size={36} aria-label={t("The picture before")} disabled={at === 0} onClick={() => go(-1)}>
              <BackIcon size={20} />
            </ActionIcon>
            <ActionIcon size={36} aria-label={t("The next picture")} disabled={at === count - 1} onClick={() => go(1)}>
              <GoIcon size={20} />
            </ActionIcon>
          </div>
        ) : null}
      </div>
    </div>
  );
}

function Shown({ listingId, picture, alt }: { listingId: string; picture: Picture; alt: string }) {
  const address = usePicture({ listingId, digest: picture.digest });
  if (address === undefined) return <span className={styles.missing}>{picture.alt}</span>;
  if (address === null) return <Skeleton height="100%" />;
  return <img src={address} alt={alt} width={picture.width} height={picture.height} />;
}
