import type { HostView } from "@stoa/contract";
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldProblems } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { usePlace } from "../../places/place.ts";
import { LookSample } from "./look-sample.tsx";
import styles from "../page.module.css";

/** How the marketplace looks inside the host's product, and which pages may show it. */
export function LookPage() {
  const place = usePlace();
  const host = useRead<HostView>(`${place.api}/host`);
  return (
    <>
      <PageHead title="Look and frame" line="The marketplace takes your colour and font, and stands in a frame only on pages you name." />
      <Loaded query={host}>{(found) => <LookForm host={found} />}</Loaded>
    </>
  );
}

type Look = HostView["look"];

function LookForm({ host }: { host: HostView }) {
  const place = usePlace();
  const [name, setName] = useState(host.name);
  const [look, setLook] = useState<Look>(host.look);
  const [origins, setOrigins] = useState(host.origins.join("\n"));
  const [page, setPage] = useState(host.page ?? "");
  const [support, setSupport] = useState(host.support ?? "");
  const save = useAct<HostView>([`${place.api}/host`]);
  const problems = fieldProblems(save.error);
  const problem = (path: string) => problems.find((one) => one.path.startsWith(path))?.message;
  const body = {
    name,
    look: withoutEmpty(look),
    origins: origins.split(/\s+/).filter(Boolean),
    page: page.trim() || null,
    support: support.trim() || null,
  };
  return (
    <div className={styles.columns}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ method: "PATCH", path: `${place.api}/host`, body });
        }}
      >
        <TextInput
          label="Name"
          description="As customers and publishers read it."
          required
          value={name}
          error={problem("/name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <LookFields look={look} error={problem("/look")} onChange={setLook} />
        <Textarea
          label="Pages that may show it"
          description="One origin a line, such as https://app.example.com."
          autosize
          minRows={2}
          value={origins}
          error={problem("/origins")}
          onChange={(event) => setOrigins(event.currentTarget.value)}
        />
        <WrittenTo page={page} support={support} problem={problem} onPage={setPage} onSupport={setSupport} />
        <div className={styles.row}>
          <Button type="submit" loading={save.isPending}>
            Save the look
          </Button>
          {save.isSuccess ? <span className={styles.quiet}>Saved. Open frames take it with the next load.</span> : null}
        </div>
      </form>
      <Panel title="Sample">
        <LookSample look={{ accent: look["accent"], accentDark: look["accentDark"], font: look["font"] }} />
      </Panel>
    </div>
  );
}

interface WrittenToProps {
  page: string;
  support: string;
  problem: (path: string) => string | undefined;
  onPage: (page: string) => void;
  onSupport: (support: string) => void;
}

/** How this side's customers are written to. */
function WrittenTo({ page, support, problem, onPage, onSupport }: WrittenToProps) {
  return (
    <>
      <TextInput
        label="Page of the marketplace"
        description="Of this side: your page that holds it, with deep-links. Mails lead there; without it, to Stoa's own pages."
        placeholder="https://app.example.com/integrations"
        type="url"
        value={page}
        error={problem("/page")}
        onChange={(event) => onPage(event.currentTarget.value)}
      />
      <TextInput
        label="Answers go to"
        description="Of this side: the mail address that gets what customers answer to mails, which come in your name."
        placeholder="help@example.com"
        type="email"
        value={support}
        error={problem("/support")}
        onChange={(event) => onSupport(event.currentTarget.value)}
      />
    </>
  );
}

const texts = [
  {
    key: "accent",
    label: "Colour",
    description: "Your accent as #rrggbb. Text on it is kept readable whatever you choose.",
    placeholder: "#0b5cad",
  },
  { key: "accentDark", label: "Colour in the dark theme", description: "When it differs.", placeholder: "#79b6f4" },
  {
    key: "font",
    label: "Font",
    description: "A font family your pages use; on machines without it, Stoa's own stands in.",
    placeholder: "Inter",
  },
] as const;

const schemes = [
  { value: "", label: "As the reader's system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

function LookFields({ look, error, onChange }: { look: Look; error: string | undefined; onChange: (look: Look) => void }) {
  return (
    <>
      {texts.map(({ key, ...words }, index) => (
        <TextInput
          key={key}
          {...words}
          value={look[key] ?? ""}
          error={index === 0 ? error : undefined}
          onChange={(event) => onChange({ ...look, [key]: event.currentTarget.value })}
        />
      ))}
      <NativeSelect
        label="Theme in the frame"
        value={look["scheme"] ?? ""}
        data={schemes}
        onChange={(event) => onChange({ ...look, scheme: event.currentTarget.value })}
      />
    </>
  );
}

function withoutEmpty(look: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(look).filter(([, value]) => value !== ""));
}
