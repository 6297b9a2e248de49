import { hostApiLine, type AskedAction, type Asks as AsksView } from "@stoa/contract";
import type { ReactNode } from "react";
import { midSentence, sayCron } from "../words/say-cron.ts";
import styles from "./asks.module.css";
import { FilterIcon, GuardIcon, KeyIcon, ReachIcon, StateIcon, ViewIcon, WaitingIcon } from "./icons.ts";
import { usePlace } from "../places/place.ts";
import { t } from "../words/t.ts";

interface AsksProps {
  asks: AsksView;
  /** Of one that is installed: what was entered, and when it runs now. */
  installed?: { config: Readonly<Record<string, unknown>> | null; schedule: string | null } | undefined;
}

/** What a program may do and reach, and what it will ask for: read off its release, shown before anybody agrees. */
export function Asks({ asks, installed }: AsksProps) {
  const config = installed?.config ?? undefined;
  return (
    <div className={styles.asks}>
      {asks.hosts.length > 0 || asks.accounts.length === 0 ? (
        <Ask
          icon={<ReachIcon size={18} aria-hidden />}
          title={asks.hosts.length === 0 ? t("Reaches nothing outside") : t("Reaches only these addresses")}
        >
          {asks.hosts.map((host) => (
            <li key={host}>
              <DeclaredHost {...{ host, config }} fields={asks.fields} />
            </li>
          ))}
        </Ask>
      ) : null}
      {asks.accounts.map((account) => (
        <AccountAsk
          key={`${account.provider ?? ""} ${account.title} ${account.base}`}
          account={account}
          fields={asks.fields}
          config={config}
        />
      ))}
      {asks.actions && asks.actions.length > 0 ? (
        <Ask icon={<GuardIcon size={18} aria-hidden />} title={t("May do in this product")}>
          {asks.actions.map((action) => (
            <ActionLine key={action.name} action={action} />
          ))}
        </Ask>
      ) : null}
      {asks.permissions.length > 0 ? (
        <Ask icon={<GuardIcon size={18} aria-hidden />} title={t("May do")}>
          {asks.permissions.map((one) => (
            <Line key={one.title} {...one} />
          ))}
        </Ask>
      ) : null}
      {asks.data.length > 0 ? (
        <Ask icon={<StateIcon size={18} aria-hidden />} title={t("Handles this data")}>
          {asks.data.map((one) => (
            <Line key={one.title} {...one} />
          ))}
        </Ask>
      ) : null}
      {asks.page ? <PageAsk /> : null}
      <FieldAsks asks={asks} />
      <Ask
        icon={<WaitingIcon size={18} aria-hidden />}
        title={t("Runs {cron}", { cron: midSentence(sayCron(installed ? installed.schedule : asks.schedule)) })}
      />
    </div>
  );
}

function PageAsk() {
  return (
    <Ask icon={<ViewIcon size={18} aria-hidden />} title={t("Shows a page of its own")}>
      <li>
        {t("Beside its runs, marked as the publisher's.")}
        <span className={styles.why}>{t("It is told your settings and how runs went, never a password or key. Enter none there.")}</span>
      </li>
    </Ask>
  );
}

function FieldAsks({ asks }: { asks: AsksView }) {
  if (asks.fields.length === 0) return null;
  return (
    <Ask icon={<FilterIcon size={18} aria-hidden />} title={t("Will ask you for")}>
      {asks.fields.map((field) => (
        <li key={field.name}>
          {field.title}
          {field.secret ? t(", kept secret") : ""}
          {field.required ? "" : t(", optional")}
          {field.secret ? <Keeper name={field.name} accounts={asks.accounts} /> : null}
        </li>
      ))}
    </Ask>
  );
}

type Account = AsksView["accounts"][number];
type Entered = Readonly<Record<string, unknown>> | undefined;

function AccountAsk({ account, fields, config }: { account: Account; fields: AsksView["fields"]; config: Entered }) {
  return (
    <Ask icon={<KeyIcon size={18} aria-hidden />} title={titleOf(account)}>
      {account.base === "" ? null : (
        <li>
          <DeclaredHost host={account.base} fields={fields} config={config} />
        </li>
      )}
      {account.provider === undefined ? null : <li>{sayKeeper(account)}</li>}
      <ByName names={[...(account.scopes ?? []), ...account.allow]} />
    </Ask>
  );
}

/** Permissions and requests by the names the other service gives them: shut for customers, to whom the names say nothing. */
function ByName({ names }: { names: readonly string[] }) {
  const place = usePlace();
  const lines = names.map((name) => (
    <li key={name}>
      <code>{name}</code>
    </li>
  ));
  if (lines.length === 0 || place.kind !== "customer") return lines;
  return (
    <li>
      <details className={styles.byName}>
        <summary>
          {t("Technical details")}
          <span className={styles.why}>{t("each permission and request, by its name there")}</span>
        </summary>
        <ul>{lines}</ul>
      </details>
    </li>
  );
}

const titleOf = ({ provider, title }: Account): string =>
  provider === undefined ? t("These requests are sent for it") : t("Uses your account: {title}", { title });

/** Who has the secret of an account in hands. */
const sayKeeper = ({ raw }: Account): string =>
  raw === null
    ? t("The program never sees the secret: it is added to each of its requests outside of it.")
    : t("The program reads the secret itself: {why}", { why: raw });

/** Who has a secret in hands: the program, or Stoa alone. */
function Keeper({ name, accounts }: { name: string; accounts: AsksView["accounts"] }) {
  const account = accounts.find((one) => one.fields.includes(name));
  const why = account?.raw ?? null;
  if (account && why === null)
    return <span className={styles.why}>{t("Not even the integration sees it: the marketplace adds it to each request.")}</span>;
  return (
    <span className={styles.why}>
      {t("Only this integration uses it")}
      {why === null ? "." : `: ${why}`}
    </span>
  );
}

function Ask({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <section className={styles.ask}>
      {icon}
      <div>
        <h3>{title}</h3>
        {children ? <ul>{children}</ul> : null}
      </div>
    </section>
  );
}

/** In the host's own words, with the publisher's reason. */
function ActionLine({ action }: { action: AskedAction }) {
  const why = action.why ?? action.text;
  return (
    <li>
      {action.title}
      {action.offered ? null : <span className={styles.why}>{t("The product does not offer this now, so it is refused.")}</span>}
      {action.offered && why !== "" ? <span className={styles.why}>{why}</span> : null}
    </li>
  );
}

function Line({ title, text }: { title: string; text: string }) {
  return (
    <li>
      {title}
      <span className={styles.why}>{text}</span>
    </li>
  );
}

interface DeclaredHostProps {
  host: string;
  fields: AsksView["fields"];
  config?: Entered;
}

/** `{config.server}:443` is the address the customer types into that field; once typed, it is said. */
export function DeclaredHost({ host, fields, config }: DeclaredHostProps) {
  const customers = usePlace().kind === "customer";
  const name = fieldIn(host);
  if (host === hostApiLine) return <span>{customers ? t("The product itself") : host}</span>;
  if (!name) return <code>{host}</code>;
  const title = fields.find((field) => field.name === name)?.title ?? name;
  const entered = addressIn(config?.[name]);
  if (entered === undefined) return <>{t("What you enter as “{title}”", { title })}</>;
  return (
    <>
      <code>{entered}</code> {t("(your “{title}”)", { title })}
    </>
  );
}

/** The same in one line of text. */
export function sayDeclaredHost({ host, fields, config }: DeclaredHostProps): string {
  const name = fieldIn(host);
  if (!name) return host;
  const title = fields.find((field) => field.name === name)?.title ?? name;
  return addressIn(config?.[name]) ?? t("the address you enter as “{title}”", { title });
}

const fieldIn = (host: string): string | undefined => /\{config\.([A-Za-z0-9_]+)\}/.exec(host)?.[1];

/** Of an address that was entered whole, the part that is reached. */
function addressIn(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  return URL.canParse(value) ? new URL(value).host || value : value;
}
