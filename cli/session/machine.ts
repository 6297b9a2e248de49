/** The door of this machine's own commands, loaded when one is used, with the settings of the environment. */
export async function machine() {
  const door = await import("@stoa/server/machine");
  return { door, config: door.readConfig(process.env), log: door.silentLog };
}
