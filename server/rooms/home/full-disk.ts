import type { DiskGuard } from "../../base/disk/index.ts";
import { StoaError } from "../../base/index.ts";

export type Disk = Pick<DiskGuard, "isFull">;

/** An export is as large as all a customer has; what is left of a nearly full disk is the database's. @throws StoaError unavailable */
export function requireDisk(disk: Disk | undefined): void {
  if (disk?.isFull !== true) return;
  throw new StoaError("unavailable", {
    what: "Exports have stopped: the disk of this deployment is nearly full.",
    fix: "Try again once its operator has made room; the operator has been told. An installation's own export, on its page, still works.",
  });
}
