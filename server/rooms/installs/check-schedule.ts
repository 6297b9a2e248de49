import { Cron } from "croner";
import { StoaError } from "../../base/index.ts";

/** A cron line of five fields and an IANA zone. @throws StoaError invalid_input that says which of the two is wrong */
export function requireSchedule(input: { schedule: string | null; zone: string }): void {
  const zoneFault = faultOf(() => new Intl.DateTimeFormat("en", { timeZone: input.zone }));
  if (zoneFault !== undefined) throw invalid("/zone", `"${input.zone}" is not a time zone.`, "Use a name such as Europe/Berlin.");
  if (input.schedule === null) return;
  const fields = input.schedule.trim().split(/\s+/).length;
  const cronFault =
    fields === 5 ? faultOf(() => new Cron(input.schedule ?? "", { paused: true, timezone: input.zone })) : "it needs five fields";
  if (cronFault !== undefined)
    throw invalid(
      "/schedule",
      `"${input.schedule}" is not a cron line: ${cronFault}.`,
      "Write minute, hour, day, month and weekday, such as `*/15 * * * *`.",
    );
}

function faultOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "not valid";
  }
}

function invalid(path: string, what: string, fix: string): StoaError {
  return new StoaError("invalid_input", { what, fix, problems: [{ path, message: what, fix }] });
}
