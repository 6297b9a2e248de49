import { Type, type Static } from "typebox";
import { FailureClassSchema } from "../program/failures.ts";
import { InstallationItem } from "./installs.ts";
import { Moment, Page } from "./shared.ts";

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

/** Why an installation that should have worked by now did not, as far as can be told. */
export const SilentCause = Type.Enum(["paused", "credentials", "failing", "running", "no-runner", "waiting", "not-started", "no-events"], {
  description:
    "`running`: its run goes on and on; `waiting`: one is not begun; `not-started`: its schedule began none; `no-events`: nothing asked it to run.",
});
export type SilentCause = Static<typeof SilentCause>;

export const HealthView = Type.Object({
  state: Type.Enum(["new", "fine", "failing", "silent"], { description: "`silent`: no success for twice its usual interval." }),
  lastOkAt: orNull(Moment),
  lastRunAt: orNull(Moment),
  lastRunId: orNull(Type.String()),
  failureClass: orNull(FailureClassSchema),
  failures: Type.Integer({ description: "Runs that failed since the last that worked." }),
  failingSince: orNull(Moment),
  silentSince: orNull(Moment),
  silentCause: orNull(SilentCause),
  silentDueAt: orNull(Type.String({ format: "date-time", description: "When it is called silent unless it works before." })),
  nextRunAt: orNull(Type.String({ format: "date-time", description: "Null: no schedule, or paused." })),
});
export type HealthView = Static<typeof HealthView>;

export const HomeItem = Type.Intersect([InstallationItem, Type.Object({ health: HealthView })]);
export type HomeItem = Static<typeof HomeItem>;
export const HomePage = Page(HomeItem);
export type HomePage = Static<typeof HomePage>;
