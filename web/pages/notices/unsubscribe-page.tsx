import { Button } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { BrandPage } from "../../parts/brand-page.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { t } from "../../words/t.ts";
import styles from "../sign-in.module.css";

/** Whoever holds a mail ends further ones by a press, without signing in. */
export function UnsubscribePage() {
  const [code] = useState(() => location.hash.slice(1));
  const end = useAct([]);
  return (
    <BrandPage>
      <h1>{t("No more mails")}</h1>
      {end.isSuccess ? (
        <p>{t("You get no more of these mails. In the product you are told as before; mails can be turned on there again.")}</p>
      ) : (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            end.mutate({ method: "POST", path: "/v1/unsubscribe", body: { code } });
          }}
        >
          <p>{t("This ends the mails that tell you what happens to installed integrations.")}</p>
          {end.error ? <ErrorState error={sayError(end.error)} /> : null}
          <Button type="submit" loading={end.isPending}>
            {t("End these mails")}
          </Button>
        </form>
      )}
    </BrandPage>
  );
}
