import type { MeView } from "@stoa/contract";
import { Link } from "@tanstack/react-router";
import { nameOf } from "../places/owner-menu.tsx";
import { openPlace } from "../places/place.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { t } from "../words/t.ts";
import styles from "./bare.module.css";

/** Signed in, but not allowed here: who can give it, and where one may go. In the `shop` it may be a mail of a product that led here. */
export function NoPlace({ me, shop = false }: { me: MeView; shop?: boolean }) {
  return (
    <main className={styles.bare}>
      <EmptyState page title={t("You have no role here")}>
        <p>
          {t("Someone who owns this account can invite you under People. You are signed in as {name}.", {
            name: me.person?.name ?? t("nobody"),
          })}
        </p>
        {shop ? (
          <p>
            {t("If a mail of a product you use led you here: open its integrations inside that product; what the mail tells of is there.")}
          </p>
        ) : null}
        {me.places.length > 0 ? <p>{t("You may act in:")}</p> : null}
        {me.places.map((place) => (
          <Link key={openPlace(place).href} to={openPlace(place).href}>
            {nameOf(place)}
          </Link>
        ))}
      </EmptyState>
    </main>
  );
}
