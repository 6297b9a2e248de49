import type { CustomerHealthView } from "@stoa/contract";
import { Link, useParams } from "@tanstack/react-router";
import { useRead } from "../../api/use-read.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Facts } from "../../parts/facts.tsx";
import { countOf, formatCount } from "../../parts/format/count.ts";
import { formatDay } from "../../parts/format/time.ts";
import { HealthBar } from "../../parts/health-bar.tsx";
import { IdChip } from "../../parts/id-chip.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { useCrumb } from "../../places/crumb.ts";
import { usePlace } from "../../places/place.ts";
import { customerHealthWords, installationHealthWords } from "../../words/customer-health-words.ts";
import { failureWords } from "../../words/run-words.ts";
import { Failing } from "../work/failing.tsx";
import styles from "../page.module.css";

type Installation = CustomerHealthView["installations"][number];

/** One customer of a host: whether it is well, its installations day by day, what fails there. */
export function HostCustomerPage() {
  const place = usePlace();
  const { customerId = "" }: { customerId?: string } = useParams({ strict: false });
  const view = useRead<CustomerHealthView>(`${place.api}/customers/${customerId}/health`, undefined, { every: 30_000 });
  useCrumb(view.data?.customer.name);
  return (
    <Loaded page query={view}>
      {(found) => <Shown view={found} />}
    </Loaded>
  );
}

function Shown({ view }: { view: CustomerHealthView }) {
  const { customer, installations } = view;
  return (
    <>
      <PageHead
        title={customer.name}
        mark={<MeaningBadge {...customerHealthWords[customer.health]} />}
        line={
          <p>
            <code>{customer.externalRef}</code> <IdChip id={customer.id} />
          </p>
        }
      />
      <Facts across rows={factsOf(view)} />
      <Panel title="Installations">
        {installations.length === 0 ? (
          <EmptyState title="Nothing installed">
            <p>What this customer installs stands here with a bar for each of the last {view.days} days.</p>
          </EmptyState>
        ) : (
          <div className={styles.pair}>
            {installations.map((one) => (
              <OneInstallation key={one.id} installation={one} />
            ))}
          </div>
        )}
      </Panel>
      {view.failures.length > 0 ? <Failures view={view} /> : null}
      {installations.length > 0 ? <Failing title="Failed lately" customerId={customer.id} /> : null}
    </>
  );
}

function factsOf({ customer, people, signIns }: CustomerHealthView) {
  return [
    { name: "Last run", value: customer.lastRunAt === null ? "Never" : <TimeAgo at={customer.lastRunAt} /> },
    { name: "Failed runs, 7 days", value: formatCount(customer.failures) },
    { name: "People with access", value: formatCount(people) },
    { name: "Tier", value: customer.tier ?? "None" },
    ...(customer.closedAt === null ? [] : [{ name: "Access closed", value: <TimeAgo at={customer.closedAt} /> }]),
    ...(signIns.length === 0
      ? []
      : [
          {
            name: "Must sign in again at",
            value: signIns.map(({ provider }) => provider).join(", "),
            note: "Only they can: at their connections.",
          },
        ]),
  ];
}

function OneInstallation({ installation }: { installation: Installation }) {
  const place = usePlace();
  const { health, failingSince, lastSuccessAt } = installation;
  return (
    <div className={styles.close}>
      <div className={styles.row}>
        <Link to={`${place.href}/installations/${installation.id}`}>
          <strong>{installation.name || installation.title}</strong>
        </Link>
        <MeaningBadge {...installationHealthWords[health]} />
      </div>
      <HealthBar days={installation.days.map(({ day, succeeded, failed }) => ({ day: Date.parse(day), fine: succeeded, failed }))} />
      <p className={styles.quiet}>
        {failingSince === null ? null : (
          <>
            Fails since <TimeAgo at={failingSince} />.{" "}
          </>
        )}
        {lastSuccessAt === null ? (
          "It never worked yet."
        ) : (
          <>
            Last worked <TimeAgo at={lastSuccessAt} />.
          </>
        )}
      </p>
    </div>
  );
}

function Failures({ view }: { view: CustomerHealthView }) {
  const place = usePlace();
  return (
    <Panel title={`Failures of ${view.days} days, by reason`}>
      <ul className={styles.list}>
        {view.failures.map((row) => (
          <li key={row.class}>
            <Link to={`${place.href}/runs?customer=${view.customer.id}&class=${row.class}`}>{failureWords[row.class]}</Link>
            <span className={styles.quiet}>
              {countOf(row.runs, "run")}, last on {formatDay(Date.parse(row.lastDay))}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
