import type { FactHandler } from "../base/index.ts";
import { countInstalls, followChannels } from "../rooms/installs/index.ts";

/** Every handler of facts, each with its own cursor; the scheduler gives them what was written. */
export const factHandlers: readonly FactHandler[] = [countInstalls, followChannels];
