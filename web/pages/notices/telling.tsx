import { dailyMailHour, type HostView, type TellingView } from "@stoa/contract";
import { NativeSelect, Switch } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { sayError } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { Panel } from "../../parts/panel.tsx";
import { LanguageChoice } from "../../places/language-choice.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import { sayHour } from "./say-hour.ts";
import { MutedList } from "./muted.tsx";
import styles from "../page.module.css";

/** How the reader wants to be told: in the product, by mail at once, once a day, or not. */
export function Telling() {
  const place = usePlace();
  const telling = useRead<TellingView>(`${place.api}/telling`);
  const save = useAct([`${place.api}/telling`, `${place.api}/notices`]);
  const host = useRead<HostView>(`${place.api}/host`);
  const now = telling.data;
  if (!now) return null;
  const change = (body: Partial<TellingView>): void => save.mutate({ method: "PATCH", path: `${place.api}/telling`, body });
  return (
    <Panel title={t("How you are told")}>
      <div className={styles.form}>
        <Switch
          label={t("Count new ones at the bell")}
          checked={now.product === "now"}
          onChange={(event) => change({ product: event.currentTarget.checked ? "now" : "off" })}
        />
        <NativeSelect
          label={t("By mail")}
          description={sayMail(now, host.data?.name)}
          value={now.mail}
          disabled={now.address === null}
          data={[
            { value: "now", label: t("At once") },
            { value: "daily", label: t("Once a day together, at {time}", { time: sayHour(dailyMailHour) }) },
            { value: "off", label: t("Never") },
          ]}
          onChange={(event) => change({ mail: event.currentTarget.value as TellingView["mail"] })}
        />
        <p role="status" className={styles.quiet}>
          {save.error ? sayError(save.error).what : save.isSuccess ? t("Saved.") : ""}
        </p>
        <LanguageChoice />
        <MutedList mutes={now.mutes} />
        <p className={styles.quiet}>
          {t("To mute a single one, open its settings:")} <Link to={`${place.href}/installations`}>{t("Installed")}</Link>
        </p>
        {mayAct(place, "customer_owner", "customer_configurer") ? (
          <p>
            <Link to={`${place.href}/own-server`}>{t("Have a program of yours told")}</Link>
          </p>
        ) : null}
      </div>
    </Panel>
  );
}

function sayMail({ address, canMail, mail }: TellingView, host: string | undefined): string {
  if (address === null) return t("No address of yours is known.");
  if (canMail && mail === "now")
    return t(
      "To {address}. The same failure is mailed once an hour at most, with what happened meanwhile; after twenty mails in a day the rest comes together the next morning.",
      { address },
    );
  if (canMail) return t("To {address}", { address });
  return t(
    "No mails can be sent yet: whoever runs this marketplace for {host} has to set that up. Until then everything stands on this page and counts at the bell; nothing is mailed afterwards that is older than a day.",
    { host: host ?? t("this product") },
  );
}
