import { notAccepted, type Skipped } from "../test/accept-skips.ts";
import { skippedTests } from "../test/run-tests.ts";

/** One task of inside.sh that came to its end. */
export interface Task {
  task: string;
  code: number;
  passed: number;
  failed: string[];
  skipped: Skipped[];
  took: number;
}

export interface TaskReader {
  take(line: string): void;
  done: Task[];
  /** What the guest said it is. */
  kernel: string;
}

/** Hears the lines of the guest's second serial port: `@@` marks of inside.sh around TAP. Says what fails at once, and each task's end. */
export function readTasks(say: (text: string) => void, seconds: () => number): TaskReader {
  const reader: TaskReader = { done: [], kernel: "", take };
  let lines: string[] = [];
  function take(line: string): void {
    const [mark, verb, task = "", code = "", took = ""] = line.split(" ");
    if (mark !== "@@") {
      lines.push(line);
      if (/^ *not ok /.test(line)) say(`${seconds()} s: ${line.trim()}`);
    } else if (verb === "begin") lines = [];
    else if (verb === "kernel") reader.kernel = line.slice("@@ kernel ".length);
    else {
      const one = { task, code: Number(code), took: Number(took), ...readTap(lines.join("\n")) };
      reader.done.push(one);
      say(`${seconds()} s: ${task} ended with ${code}: ${one.passed} passed, ${one.failed.length} failed, ${one.skipped.length} not run`);
      if (one.code !== 0) say(lines.join("\n"));
    }
  }
  return reader;
}

/** Tests of a TAP record; a suite counts as one, like Node's own. */
export function readTap(tap: string): Pick<Task, "passed" | "failed" | "skipped"> {
  const skipped = skippedTests(tap);
  const failed = [...tap.matchAll(/^ *not ok \d+ - (.*)$/gm)].map(([, name = ""]) => name);
  const passed = Number(/^# pass (\d+)$/m.exec(tap)?.[1] ?? 0);
  return { passed, failed, skipped };
}

/** What is not as it must be: a task that failed, did not come, ran nothing, or left out what it could have run. */
export function wrongsOf(asked: readonly string[], done: readonly Task[]): string[] {
  const missing = asked.filter((task) => !done.some((one) => one.task === task)).map((task) => `${task} did not come to its end`);
  const failed = done.filter((one) => one.code !== 0).map((one) => `${one.task} ended with ${one.code}: ${one.failed.join("; ")}`);
  const empty = done.filter((one) => one.code === 0 && one.passed === 0).map((one) => `${one.task} ran no test`);
  const skipped = done.flatMap(({ task, skipped }) =>
    notAccepted(skipped, task.startsWith("root-")).map(({ name, reason }) => `${task} did not run: ${name} # ${reason}`),
  );
  return [...missing, ...failed, ...empty, ...skipped];
}
