import { diskFineAt, diskFullAt } from "../../../base/disk/index.ts";
import { minuteMs, span, type Condition } from "./condition.ts";

const longTransaction = 600;
const factsLate = 5 * minuteMs;

/** Whether disk, database and the handing on of facts are well. */
export const machineConditions: Condition[] = [
  {
    name: "disk",
    severity: "critical",
    openAfterMs: 0,
    closeAfterMs: 0,
    judge: ({ disk }, _now, isOpen) => {
      const used = disk.totalBytes === 0 ? 0 : 1 - disk.freeBytes / disk.totalBytes;
      if (used < (isOpen ? diskFineAt : diskFullAt)) return undefined;
      return {
        title: "The disk is nearly full",
        text: `${Math.round(used * 100)} % of the disk of ${disk.path} is used. Builds have stopped and logs are cut, so that the database can go on.`,
        fix: `Make room (stoa storage shows what takes it), or move the data to a larger disk. Both go on below ${diskFineAt * 100} %.`,
      };
    },
  },
  {
    name: "old-transaction",
    severity: "warning",
    openAfterMs: 0,
    closeAfterMs: minuteMs,
    judge: ({ oldestTransaction }) => {
      if (oldestTransaction === null || oldestTransaction.seconds < longTransaction) return undefined;
      const { seconds, application, pid } = oldestTransaction;
      return {
        title: "A transaction is open for long",
        text: `One of ${application || "an unnamed program"} has been open for ${span(seconds * 1000)}; ended rows of the queue cannot be cleaned away.`,
        fix: `As the database's administrator: select pg_terminate_backend(${pid});`,
      };
    },
  },
  {
    name: "facts-behind",
    severity: "warning",
    openAfterMs: minuteMs,
    closeAfterMs: minuteMs,
    judge: ({ facts }, now) => {
      const late = facts.filter(({ oldestAt, givenUp }) => givenUp > 0 || (oldestAt !== null && now - oldestAt > factsLate));
      if (late.length === 0) return undefined;
      const text = late.map(({ handler, oldestAt, givenUp }) =>
        givenUp > 0 ? `${handler} gave up on ${givenUp}` : `${handler} is ${span(now - (oldestAt ?? now))} behind`,
      );
      return {
        title: "What happened is not passed on",
        text: `${text.join("; ")}. Pages and schedules may be out of date.`,
        fix: "See the log for the handler's name and its error.",
      };
    },
  },
];
