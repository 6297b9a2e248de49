export { LogWriter, type LogWriterOptions, type SealedLog, type StreamMasker } from "./log-writer.ts";
export { LiveLogs, type LiveLog, type LiveSubscription } from "./live-logs.ts";
export { followLog, readLog, readLogBytes, searchLog, type FollowOptions, type LogSearch, type StoredLog } from "./read-log.ts";
export type { LogLine, LogStream } from "./records.ts";
export type { LogChunk } from "./chunks.ts";
