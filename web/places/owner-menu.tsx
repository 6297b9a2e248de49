import type { MeView } from "@stoa/contract";
import { UnstyledButton } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { CheckIcon, OpenIcon } from "../parts/icons.ts";
import { Menu, MenuItem } from "../parts/menu.tsx";
import { Monogram } from "../parts/monogram.tsx";
import { openPlace, type OpenPlace } from "./place.ts";
import { t } from "../words/t.ts";
import styles from "./places.module.css";

export const placeWords = { operator: "Operator", side: "Host", publisher: "Publisher", customer: "Customer" } as const;

export function nameOf(place: { name: string; side?: "test" | "live" | undefined; kind: string }): string {
  return place.kind === "side" && place.side ? `${place.name}, ${place.side}` : place.name;
}

/** Whose workshop this is, and the way to the others one may act in. */
export function OwnerMenu({ place, me }: { place: OpenPlace; me: MeView }) {
  const navigate = useNavigate();
  const button = (
    <UnstyledButton className={styles.owner}>
      <Monogram id={place.id ?? "operator"} name={place.name} size={24} />
      <span className={styles.ownerName}>{place.name}</span>
      {place.side ? (
        <span className={styles.side} data-side={place.side}>
          {place.side}
        </span>
      ) : null}
      {me.places.length > 1 ? <span className="visually-hidden">{t("Switch")}</span> : null}
      {me.places.length > 1 ? <OpenIcon size={14} aria-hidden /> : null}
    </UnstyledButton>
  );
  if (me.places.length < 2) return <div className={styles.alone}>{button}</div>;
  return (
    <Menu target={button} edge="bottom-start">
      {me.places.map((mine) => {
        const other = openPlace(mine);
        const here = other.kind === place.kind && other.id === place.id;
        return (
          <MenuItem
            key={`${mine.kind}${mine.id ?? ""}`}
            icon={<Monogram id={mine.id ?? "operator"} name={mine.name} size={20} />}
            end={here ? <CheckIcon size={14} /> : <span className={styles.kind}>{placeWords[mine.kind]}</span>}
            onChoose={() => void navigate({ to: other.href })}
          >
            {nameOf(mine)}
          </MenuItem>
        );
      })}
    </Menu>
  );
}
