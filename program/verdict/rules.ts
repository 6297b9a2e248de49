/** Default rules, in the order they are asked. `when` says for which exits; `what` is shown where rules are explained. */
export const rules = [
  {
    id: "error-level",
    when: "success",
    what: "A line on stderr has the log level ERROR or worse, does not say that it is tried again or ignored, and no later line says that a new attempt worked.",
  },
  { id: "traceback", when: "success", what: "stderr holds the trace of an exception that nothing later made good." },
  {
    id: "crash",
    when: "success",
    what: "stderr holds the last words of a crashed process: a panic, a segmentation fault, an uncaught exception, a kill.",
  },
  { id: "command-not-found", when: "success", what: "The shell could not find or start a command." },
  { id: "summary-table", when: "success", what: "A summary table with the columns errors, rows and time counts errors in its total." },
  { id: "failed-items", when: "success", what: "The program named or counted more failed items than `success.failed_items` allows." },
  { id: "no-options", when: "success", what: "Option lists were asked for and none came." },
  { id: "undeclared-host", when: "failure", what: "The program looked for a host its manifest does not declare." },
  { id: "setting-address", when: "failure", what: "An address that a setting holds cannot be reached, or is none." },
  {
    id: "forbidden-address",
    when: "failure",
    what: "An address the manifest declares is not a public one, and the operator did not allow it.",
  },
  { id: "log-memory", when: "failure", what: "The log says that memory ran out." },
  { id: "log-credentials", when: "failure", what: "The log says that the other service refused the credentials or the permission." },
  { id: "log-upstream", when: "failure", what: "The log says that the other service could not be reached, was busy or broke." },
  { id: "log-configuration", when: "failure", what: "The log names a setting that is missing or wrong." },
] as const;

export type RuleId = (typeof rules)[number]["id"];
export const ruleIds: readonly string[] = rules.map((rule) => rule.id);
