/** The five meanings a state can have on any page. A meaning is shown by icon, word and colour together. */
export const meanings = ["fine", "running", "waiting", "needs", "failed"] as const;
export type Meaning = (typeof meanings)[number];

export const meaningWords: Record<Meaning, string> = {
  fine: "Fine",
  running: "Running",
  waiting: "Waiting",
  needs: "Needs someone",
  failed: "Failed",
};
