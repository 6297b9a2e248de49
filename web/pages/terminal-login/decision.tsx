import { Button } from "@mantine/core";
import type { AskedLogin, DecideLoginBody } from "@stoa/contract";
import { useState, type ReactNode } from "react";
import { Facts } from "../../parts/facts.tsx";
import { Notice } from "../../parts/notice.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { roleWords } from "../../words/role-words.ts";
import styles from "./terminal-login.module.css";

type Told = { decision: "approve"; place: Extract<DecideLoginBody, { decision: "approve" }>["place"] } | { decision: "refuse" };

interface DecisionProps {
  asked: AskedLogin;
  code: string;
  who: string;
  busy: boolean;
  onDecide: (told: Told) => void;
  /** What went wrong with the decision. */
  children: ReactNode;
}

/** Who asks, what the token will be able to do, and yes or no. */
export function Decision({ asked, code, who, busy, onDecide, children }: DecisionProps) {
  const [chosen, setChosen] = useState(0);
  const place = asked.places[chosen];
  return (
    <>
      <h1>Let this terminal act for you?</h1>
      <Facts
        rows={[
          { name: "Terminal", value: asked.device },
          { name: "Code", value: <span className={styles.code}>{code}</span> },
          { name: "Asked", value: <TimeAgo at={asked.askedAt} /> },
          { name: "From", value: asked.address },
          { name: "As", value: who },
          {
            name: "Ends",
            value: `after ${asked.tokenDays} days, or when ${place?.readOnly ? "an owner ends" : "you end"} it under Tokens`,
          },
        ]}
      />
      {place ? (
        <Places places={asked.places} chosen={chosen} onChoose={setChosen} />
      ) : (
        <Notice meaning="needs">You hold no role in any place, so there is nothing a terminal could do for you.</Notice>
      )}
      <div className={styles.actions}>
        {place ? (
          <Button loading={busy} onClick={() => onDecide({ decision: "approve", place: { kind: place.kind, id: place.id } })}>
            Let it in
          </Button>
        ) : null}
        <Button variant="default" disabled={busy} onClick={() => onDecide({ decision: "refuse" })}>
          Refuse
        </Button>
      </div>
      {children}
    </>
  );
}

interface PlacesProps {
  places: AskedLogin["places"];
  chosen: number;
  onChoose: (index: number) => void;
}

function Places({ places, chosen, onChoose }: PlacesProps) {
  return (
    <fieldset className={styles.places}>
      <legend>It will be able to act as you in</legend>
      {places.map((place, index) => (
        <label key={`${place.kind} ${place.id ?? ""}`} className={styles.place}>
          <input type="radio" name="place" checked={chosen === index} onChange={() => onChoose(index)} />
          <span>{place.kind === "side" ? `${place.name}, its test and its live side` : place.name}</span>
          <span className={styles.may}>
            {place.readOnly ? "read what you may read, and change nothing" : place.roles.map((role) => roleWords[role].may).join("; ")}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
