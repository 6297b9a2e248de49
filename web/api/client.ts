import { createClient } from "@stoa/sdk";
import { readFrameToken } from "./session.ts";

/** The API of the deployment these pages came from. */
export const api = createClient({ url: "", token: readFrameToken });
