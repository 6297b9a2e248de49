export { readCatalogue } from "./provider/catalogue.ts";
export { patience, type ConnectDeps } from "./deps.ts";
export { connectionsRoutes } from "./routes.ts";
export { findAccountFault, requireFit, type AccountFault } from "./check-accounts.ts";
export { leaveConnections } from "./disconnect.ts";
export { openRunAccount, type RunAccount } from "./open-run-account.ts";
export { AccountUnavailable } from "./tokens/fresh-credential.ts";
export { forgetAttempts, giveBack, refreshDue } from "./tokens/sweep-connections.ts";
