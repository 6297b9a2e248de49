import { minuteMs, span, type Condition } from "./condition.ts";

const quietFor = 5 * minuteMs;

/** Whether the operator would hear of the others. */
export const tellingConditions: Condition[] = [
  {
    name: "not-told",
    severity: "warning",
    openAfterMs: 0,
    closeAfterMs: 0,
    judge: ({ failingChannels }, now) => {
      const failing = failingChannels.filter(({ since }) => now - since >= quietFor);
      if (failing.length === 0) return undefined;
      const text = failing.map(({ name, since, error }) => `${name} has taken nothing for ${span(now - since)}: ${error}`);
      return {
        title: "An alert channel does not work",
        text: text.join(" "),
        fix: "Mend it, then try it: stoa alerts test",
      };
    },
  },
];
