import { sayVerdictIn } from "@stoa/contract";
import { languageNow } from "./language.ts";
import { sayBoth } from "./t.ts";

/** A sentence of the platform's in the reader's language, a host's own words before ours; one that is not known, such as a publisher's own, as it is. */
export const sayVerdict = (sentence: string): string => sayVerdictIn(languageNow(), sentence, sayBoth);
