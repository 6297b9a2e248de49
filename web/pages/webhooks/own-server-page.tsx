import { t } from "../../words/t.ts";
import { Addresses } from "./addresses.tsx";

/** Addresses of the customer's own server, told of its notices. */
export function OwnServerPage() {
  return (
    <Addresses
      title={t("Your own server")}
      line={t("A program of yours is told what stands under Notices, the moment it happens.")}
      none={t("No program of yours is told yet")}
      example={'{ "type": "notice.failing", "data": { "installation": "inst_01j9…", "run": "run_01j9…", "cause": "credentials" } }'}
    >
      {t(
        "This is for people who write programs. Give an address of your server: each notice is sent there as a signed web request (Standard Webhooks), again and again for three days until it is taken.",
      )}
    </Addresses>
  );
}
