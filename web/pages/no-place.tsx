import type { MeView } from "@stoa/contract";
import { Link } from "@tanstack/react-router";
import { nameOf } from "../places/owner-menu.tsx";
import { openPlace } from "../places/place.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { t } from "../words/t.ts";
import styles from "./bare.module.css";

/** Signed in, but not allowed here: who can give it, and where one may go. */
export function NoPlace({ me }: { me: MeView }) {
  return (
    <main className={styles.bare}>
      <EmptyState page title={t("You have no role here")}>
        <p>
          {t("Someone who owns this account can invite you under People. You are signed in as {name}.", {
            name: me.person?.name ?? t("nobody"),
          })}
        </p>
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
