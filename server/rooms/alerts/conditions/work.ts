import { minuteMs, span, type Condition } from "./condition.ts";

const longWait = 5 * minuteMs;
const shortWait = minuteMs;

/** Whether runs are carried out at all. */
export const workConditions: Condition[] = [
  {
    name: "no-runner",
    severity: "critical",
    openAfterMs: minuteMs,
    closeAfterMs: minuteMs,
    judge: ({ runnersUp, waiting }) =>
      runnersUp > 0
        ? undefined
        : {
            title: "No runner is up",
            text: `Nothing carries out runs; ${waiting} wait.`,
            fix: "Look at the status page and the log (stoa status); start Stoa again where a runner should be.",
          },
  },
  {
    name: "runs-wait",
    severity: "critical",
    openAfterMs: minuteMs,
    closeAfterMs: 2 * minuteMs,
    judge: ({ oldestReadyAt, waiting }, now, isOpen) => {
      const wait = oldestReadyAt === null ? 0 : now - oldestReadyAt;
      if (wait < (isOpen ? shortWait : longWait)) return undefined;
      return {
        title: "Runs wait too long",
        text: `The oldest run that may begin has waited ${span(wait)}; ${waiting} wait in all.`,
        fix: "See the operator's home for what they wait for. More slots: STOA_SLOTS, or a larger machine.",
      };
    },
  },
  {
    name: "spawner-down",
    severity: "critical",
    openAfterMs: minuteMs / 2,
    closeAfterMs: minuteMs / 2,
    judge: ({ spawnerUp }) =>
      spawnerUp === false
        ? {
            title: "The spawner is down",
            text: "No program can be started on this machine.",
            fix: "The supervisor starts it again by itself; if it stays down, see the end of the log for its reason.",
          }
        : undefined,
  },
];
