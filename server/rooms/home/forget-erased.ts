import type { FactHandler } from "../../base/index.ts";
import { dropToldOf } from "./store/erased.ts";

/** Of an installation that was erased goes what people were told of it and what help was asked for. */
export const forgetErased: FactHandler = {
  name: "home.forget-erased",
  types: ["installation.erased"],
  handle: ({ tx }, { subject }) => dropToldOf(tx, subject),
};
