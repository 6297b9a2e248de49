import type { FailureClass } from "@stoa/contract";
import { placeText, type AddressSetting } from "./address-settings.ts";

/** A place the program asked for and did not reach. */
export interface MissedPlace {
  host: string;
  port: number;
  /** It was not allowed to be, rather than not there. */
  forbidden: boolean;
  /** There is no server of this name. */
  unknown: boolean;
}

interface Seen {
  missed?: readonly MissedPlace[] | undefined;
  /** The places that answered; undefined where that is not known. */
  reached?: readonly { host: string }[] | undefined;
  /** What was missed has answered before, with the same settings. */
  worked?: boolean | undefined;
}

interface Failure {
  failureClass: FailureClass;
  rule: string;
  sentence?: string | undefined;
  evidence?: { text: string } | null;
}

/** Failures that an address which was not reached may be behind, whatever words the program found for it. */
const outward = (failed: Failure): boolean =>
  failed.failureClass === "upstream" || failed.rule === "undeclared-host" || failed.rule === "hit-policy";
const unsaid = ({ failureClass, rule }: Failure): boolean =>
  failureClass === "timeout" || failureClass === "configuration" || /^(?:exit-|traceback$|crash$|error-level$)/.test(rule);
const settled = new Set(["withheld-request", "undeclared-request"]);

/** A failure as it was found, or, where the address of a setting is behind it, as that setting's. */
export function blameAddress<T extends Failure>(failed: T, seen: Seen, settings: readonly AddressSetting[]): T {
  if (settled.has(failed.rule) || !(outward(failed) || unsaid(failed))) return failed;
  const unreadable = settings.find(({ place }) => place === null);
  const found = ofForbidden(seen, settings) ?? (unreadable ? ofSetting(saidUnreadable(unreadable)) : undefined);
  if (found) return { ...failed, ...found };
  return outward(failed) ? { ...failed, ...(ofMissed(seen, settings) ?? ofUnasked(failed, seen, settings)) } : failed;
}

const ofSetting = (sentence: string): Failure => ({ failureClass: "configuration", rule: "setting-address", sentence });
const saidUnreadable = ({ title }: AddressSetting): string =>
  `What stands in "${title}" is not an address that can be reached; correct it in the settings.`;

function ofForbidden({ missed = [] }: Seen, settings: readonly AddressSetting[]): Failure | undefined {
  const refused = missed.filter(({ forbidden }) => forbidden);
  for (const one of refused) {
    const setting = settingOf(one, settings);
    if (setting)
      return ofSetting(
        `The address in "${setting.title}", ${placeText(one)}, is not a public one, and no other can be reached from here; check it in the settings, or ask the operator to allow it.`,
      );
  }
  const [first] = refused;
  if (!first) return undefined;
  const sentence = `The integration needs ${placeText(first)}, which is not a public address; its operator has to allow it, or its publisher to name another.`;
  return { failureClass: "policy", rule: "forbidden-address", sentence };
}

/** What worked with these settings and is away now is the other service's; what never did is first of all a matter of the address. */
function ofMissed({ missed = [], worked = false }: Seen, settings: readonly AddressSetting[]): Partial<Failure> | undefined {
  for (const one of missed) {
    const setting = settingOf(one, settings);
    if (!setting) continue;
    const { title } = setting;
    const place = placeText(one);
    if (worked) return { sentence: `${place}, the address in "${title}", cannot be reached just now; a later run may work.` };
    return one.unknown
      ? ofSetting(`The address in "${title}", ${place}, is not known: there is no server of this name; check it in the settings.`)
      : ofSetting(`The address in "${title}", ${place}, does not answer; check it in the settings, or run again later.`);
  }
  return undefined;
}

/** Nothing outside was missed, and something refused all the same: the program asked at another port than the one guessed for an address without one. */
function ofUnasked({ evidence }: Failure, { missed = [], reached }: Seen, settings: readonly AddressSetting[]): Failure | undefined {
  if (reached === undefined || missed.length > 0 || !/refused/i.test(evidence?.text ?? "")) return undefined;
  const [one, ...others] = settings.filter(({ bare, place }) => bare && place && !reached.some(({ host }) => host === place.host));
  if (!one?.place || others.length > 0) return undefined;
  return ofSetting(`"${one.title}", ${one.place.host}, does not answer; check it in the settings, the port may be missing behind it.`);
}

const settingOf = ({ host, port }: MissedPlace, settings: readonly AddressSetting[]): AddressSetting | undefined =>
  settings.find(({ place }) => place !== null && place.host === host.toLowerCase() && (port === 0 || place.port === port));
