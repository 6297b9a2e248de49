import type { EventAddressList, EventAddressView, ListingPage, ProviderView } from "@stoa/contract";
import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";
import { SigningSecret } from "./signing-secret.tsx";

/** Where a provider tells the events of all accounts, for one listing: the address to copy, what to do there, and what came. */
export function ProviderEvents({ provider }: { provider: ProviderView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="xs" variant="subtle" onClick={() => setOpen(true)}>
        Events
      </Button>
      <Dialog open={open} title={`Events from ${provider.title}`} onClose={() => setOpen(false)} place="side">
        <Inside provider={provider} />
      </Dialog>
    </>
  );
}

function Inside({ provider }: { provider: ProviderView }) {
  const place = usePlace();
  const path = `${place.api}/event-addresses`;
  const addresses = useRead<EventAddressList>(path);
  const { title, events, name } = provider;
  return (
    <div className={styles.dialog}>
      <p>
        {`With one address for each listing, ${title} tells what happens in all accounts. An event starts a run for every customer who connected that account, and for nobody else.`}
      </p>
      <Loaded query={addresses} skeleton={<Skeleton height="64px" />}>
        {({ items }) => {
          const own = items.filter((one) => one.provider === name);
          return (
            <>
              {own.map((address) => (
                <Address key={address.id} address={address} path={path} />
              ))}
              <NewAddress provider={provider} path={path} taken={own} />
            </>
          );
        }}
      </Loaded>
      <div>
        <h3>{`What to do at ${title}`}</h3>
        <ol>
          {events?.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </div>
      <SigningSecret provider={provider} />
    </div>
  );
}

const words: [keyof EventAddressView["counts"], string][] = [
  ["delivered", "delivered"],
  ["repeated", "came again"],
  ["unknown", "of accounts nobody connected"],
  ["limited", "more than are taken in a minute"],
  ["full", "not taken: too many runs waiting"],
  ["refused", "refused: signature or time not right"],
];

function Address({ address, path }: { address: EventAddressView; path: string }) {
  const [asked, setAsked] = useState(false);
  const remove = useAct([path]);
  const { counts, lastAt } = address;
  const told = words.filter(([name]) => counts[name] > 0).map(([name, word]) => `${counts[name].toLocaleString("en")} ${word}`);
  return (
    <section className={styles.close} aria-label={address.title}>
      <strong>{address.title}</strong>
      <div className={styles.copyLine}>
        <code className={styles.code}>{address.url}</code>
        <CopyButton text={address.url} label={`Copy the address of ${address.title}`} />
      </div>
      <span className={styles.row}>
        <span className={styles.quiet}>
          {lastAt === null ? (
            "Nothing came in the last 30 days."
          ) : (
            <>
              {`In 30 days ${told.join(", ")}. The last `}
              <TimeAgo at={lastAt} />.
            </>
          )}
        </span>
        <Button size="xs" variant="subtle" onClick={() => setAsked(true)}>
          End
        </Button>
      </span>
      <Confirm
        open={asked}
        title={`End the address of ${address.title}?`}
        verb="End the address"
        goes={["The address: what is sent to it is refused from now on", "Its counts"]}
        stays={["Runs it has started", "The signing secret", "You can make another address"]}
        busy={remove.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => remove.mutate({ method: "DELETE", path: `${path}/${address.id}` }, { onSuccess: () => setAsked(false) })}
      />
    </section>
  );
}

function NewAddress({ provider, path, taken }: { provider: ProviderView; path: string; taken: readonly EventAddressView[] }) {
  const place = usePlace();
  const listings = useRead<ListingPage>(`${place.api}/listings`, { limit: 100 });
  const [chosen, setChosen] = useState("");
  const make = useAct<EventAddressView>([path]);
  const free = (listings.data?.items ?? []).filter(({ id }) => !taken.some(({ listingId }) => listingId === id));
  if (listings.data && free.length === 0)
    return taken.length > 0 ? null : <p className={styles.quiet}>There is no listing yet. Its address is made here once there is one.</p>;
  const listingId = chosen === "" ? (free[0]?.id ?? "") : chosen;
  return (
    <form
      className={styles.close}
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate({ method: "POST", path, body: { provider: provider.name, listingId } }, { onSuccess: () => setChosen("") });
      }}
    >
      <NativeSelect
        label="Listing"
        description={`One whose program has an account at ${provider.title}.`}
        value={listingId}
        data={free.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      {make.error ? <ErrorState error={sayError(make.error)} /> : null}
      <span className={styles.row}>
        <Button type="submit" variant={taken.length === 0 ? "filled" : "default"} disabled={listingId === ""} loading={make.isPending}>
          Make an address
        </Button>
      </span>
    </form>
  );
}
