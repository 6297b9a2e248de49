/** The part of a log the machine needs; pino's loggers have it. */
export interface MachineLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silentLog: MachineLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
