import { mostSynonyms, type SynonymPair, type SynonymsView } from "@stoa/contract";
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { fieldProblems, sayError } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

/** Which words mean the same to the host's customers. */
export function SynonymsPage() {
  const place = usePlace();
  const synonyms = useRead<SynonymsView>(`${place.api}/synonyms`);
  return (
    <>
      <PageHead title="Search words" line="Your customers' words for what listings call otherwise. Searches and suggestions take both." />
      <Loaded query={synonyms}>{(found) => <SynonymsForm synonyms={found} />}</Loaded>
    </>
  );
}

function SynonymsForm({ synonyms }: { synonyms: SynonymsView }) {
  const place = usePlace();
  const [text, setText] = useState(synonyms.pairs.map(({ word, means }) => `${word} = ${means}`).join("\n"));
  const save = useAct<SynonymsView>([`${place.api}/synonyms`, `${place.api}/listings`]);
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const fault = findFault(lines);
  const may = mayAct(place, "host_owner", "host_reviewer");
  const general = save.error && fieldProblems(save.error).length === 0;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ method: "PUT", path: `${place.api}/synonyms`, body: { pairs: lines.map(readPair) } });
      }}
    >
      <Textarea
        label="Pairs"
        description={`One a line, such as: claim = invoice. Up to three words on each side, ${mostSynonyms} lines at most. Each holds both ways; common words, such as mail and e-mail, are known already.`}
        placeholder={"claim = invoice\nmandate = customer"}
        autosize
        minRows={8}
        maxRows={24}
        value={text}
        error={fault ?? fieldProblems(save.error)[0]?.message}
        readOnly={!may}
        onChange={(event) => {
          setText(event.currentTarget.value);
          save.reset();
        }}
      />
      {general ? <ErrorState error={sayError(save.error)} /> : null}
      {save.isSuccess ? <p role="status">Kept: searches read {lines.length === 1 ? "it" : "them"} from now on.</p> : null}
      {may ? (
        <div className={styles.row}>
          <Button type="submit" loading={save.isPending} disabled={fault !== undefined}>
            Save the pairs
          </Button>
        </div>
      ) : null}
    </form>
  );
}

function readPair(line: string): SynonymPair {
  const [word = "", means = ""] = line.split("=");
  return { word: word.trim(), means: means.trim() };
}

function findFault(lines: readonly string[]): string | undefined {
  if (lines.length > mostSynonyms) return `There are ${lines.length} lines; ${mostSynonyms} at most are kept.`;
  const wrong = lines.find((line) => line.split("=").filter((part) => part.trim() !== "").length !== 2 || line.split("=").length !== 2);
  return wrong === undefined ? undefined : `“${wrong.trim()}” is no pair: write one word, the sign = and the other word.`;
}
