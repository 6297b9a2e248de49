import type { VisitView } from "@stoa/contract";
import { Button, Textarea } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { ViewIcon } from "../../parts/icons.ts";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

/** Opens the support view of an installation, with a reason that its customer reads. */
export function OpenVisit({ installationId }: { installationId: string }) {
  const place = usePlace();
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState("");
  const open = useAct<VisitView>([`${place.api}/visits`]);
  return (
    <>
      <Button variant="default" leftSection={<ViewIcon size={16} />} onClick={() => setAsked(true)}>
        Support view
      </Button>
      <Dialog open={asked} title="Look at this installation" onClose={() => setAsked(false)}>
        <form
          className={styles.dialog}
          onSubmit={(event) => {
            event.preventDefault();
            open.mutate(
              { method: "POST", path: `${place.api}/installations/${installationId}/visits`, body: { reason } },
              { onSuccess: ({ id }) => void navigate({ to: `${place.href}/visits/${id}` }) },
            );
          }}
        >
          <p>
            You see it as its customer does, for an hour, and change nothing. Its log only where the customer shares logs. Your name and
            your reason stand on the customer&apos;s page and in both activity logs.
          </p>
          <Textarea
            label="Why you look"
            description="Such as the number of the customer's request."
            required
            maxLength={500}
            value={reason}
            error={open.error ? sayError(open.error).what : undefined}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <div className={styles.dialogFoot}>
            <Button type="submit" loading={open.isPending} disabled={reason.trim() === ""}>
              Open the view
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
