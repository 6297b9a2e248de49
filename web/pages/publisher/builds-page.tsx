import { EmptyState } from "../../parts/empty-state.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { usePlace } from "../../places/place.ts";
import { BuildsTable } from "./builds-table.tsx";

/** Every build of the publisher. */
export function BuildsPage() {
  const place = usePlace();
  return (
    <>
      <PageHead title="Builds" />
      <BuildsTable
        path={`${place.api}/builds`}
        empty={
          <EmptyState title="No builds yet" example={<code>git push stoa main</code>}>
            <p>A push builds your integration in the sandbox and makes a release of it. Open an integration to see where to push.</p>
          </EmptyState>
        }
      />
    </>
  );
}
