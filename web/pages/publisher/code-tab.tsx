import type { Build, Integration, Repository } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useAct, useRead } from "../../api/use-read.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Panel } from "../../parts/panel.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

/** Where to push, and what was pushed. */
export function CodeTab({ integration }: { integration: Integration }) {
  const place = usePlace();
  const path = `${place.api}/integrations/${integration.id}`;
  const repository = useRead<Repository>(`${path}/repository`);
  return (
    <Loaded query={repository}>
      {(found) => (
        <div className={styles.stack}>
          <Panel title="Push to build">
            <p>
              <code>stoa push</code> does both lines for you and keeps the credential out of the address. With plain git, the password is a{" "}
              <Link to={`${place.href}/tokens`}>token</Link>.
            </p>
            <CodeLine text={`git remote add stoa ${found.pushUrl}`} />
            <CodeLine text="git push stoa main" />
          </Panel>
          <Refs title="Branches" refs={found.branches} path={path} />
          <Refs title="Tags" refs={found.tags} path={path} />
        </div>
      )}
    </Loaded>
  );
}

function CodeLine({ text }: { text: string }) {
  return (
    <div className={styles.copyLine}>
      <code className={styles.code}>{text}</code>
      <CopyButton text={text} label="Copy the line" />
    </div>
  );
}

function Refs({ title, refs, path }: { title: string; refs: Repository["branches"]; path: string }) {
  const place = usePlace();
  const navigate = useNavigate();
  const build = useAct<Build>([path, `${place.api}/builds`]);
  if (refs.length === 0) return null;
  return (
    <Panel title={title}>
      <ul className={styles.list}>
        {refs.map((ref) => (
          <li key={ref.name}>
            <span className={styles.row}>
              <code>{ref.name}</code>
              <code className={styles.quiet}>{ref.commit.slice(0, 8)}</code>
            </span>
            <Button
              size="xs"
              variant="default"
              loading={build.isPending}
              onClick={() =>
                build.mutate(
                  { method: "POST", path: `${path}/builds`, body: { ref: ref.name } },
                  { onSuccess: (made) => void navigate({ to: `${place.href}/builds/${made.id}` }) },
                )
              }
            >
              Build it again
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
