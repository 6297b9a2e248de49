import type { RouteDeps } from "../base/http/index.ts";
import type { LiveLogs } from "../base/logs/index.ts";
import type { DiskGuard } from "../base/disk/index.ts";
import { alertsRoutes, readMailServer } from "../rooms/alerts/index.ts";
import { buildsRoutes, type BuildPlace } from "../rooms/builds/index.ts";
import { pageRoutes, pictureRoutes } from "../rooms/catalog/index.ts";
import type { ConnectDeps } from "../rooms/connections/index.ts";
import { consoleRoutes } from "../rooms/console/index.ts";
import { exportRoutes, homeRoutes } from "../rooms/home/index.ts";
import { countReleasesInUse } from "../rooms/installs/index.ts";
import { runsRoutes, type RunSettings, type Wake } from "../rooms/runs/index.ts";
import { sandboxRoutes, type Sandbox } from "../rooms/sandbox/index.ts";
import { webhooksRoutes, type SendDeps } from "../rooms/webhooks/index.ts";
import { submitPolicy } from "./api.ts";
import type { RolesDeps } from "./deps.ts";
import { operatorRoutes } from "./operator/routes.ts";
import type { PublicAddress } from "./public-address.ts";

export interface RoomsDeps extends RolesDeps {
  disk: Pick<DiskGuard, "isFull">;
  sandbox: Sandbox;
  live: LiveLogs;
  wake: Wake;
  settings: RunSettings;
  place: BuildPlace;
  webhooks: SendDeps;
  address: PublicAddress;
  connect: ConnectDeps;
}

/** Routes of the rooms that need more of a running deployment than its database. */
export function roomRoutes(deps: RoomsDeps): ((route: RouteDeps) => void)[] {
  const { config, place, webhooks, sandbox, address, disk, connect } = deps;
  const { dataDir, publicUrl } = config;
  return [
    (route) => sandboxRoutes({ ...route, dataDir, countUses: countReleasesInUse }),
    (route) => pictureRoutes({ ...route, blobs: deps.blobs }),
    (route) => pageRoutes({ ...route, blobs: deps.blobs }),
    (route) => buildsRoutes({ ...deps, ...route, place }),
    (route) => runsRoutes({ ...deps, ...route, publicUrl, catalogue: connect.catalogue }),
    (route) => webhooksRoutes(route, webhooks),
    (route) => alertsRoutes({ ...route, publicUrl }),
    (route) => exportRoutes(route, { blobs: deps.blobs, disk }),
    (route) => homeRoutes(route, { publicUrl, mailServer: readMailServer }),
    (route) => consoleRoutes({ ...deps, ...route, connect, policy: submitPolicy(config, connect) }),
    (route) => operatorRoutes(route, { deps, sandbox, address, disk }),
  ];
}
