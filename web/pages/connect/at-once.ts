import { handOver } from "./hand-over.ts";

// Before anything is drawn, since the page that opened this window waits. This window's own page says what failed.
if (location.pathname === "/connect/return") handOver().catch(() => undefined);
