export { type ExampleHost, startExampleHost } from "./start-example-host.ts";
export { atomFeed, startFeedServer } from "./start-feed-server.ts";
export { startRadicale } from "./start-radicale.ts";
export { startSecondPostgres } from "./start-second-postgres.ts";
export { type Mail, startSmtpSink } from "./start-smtp-sink.ts";
export { startWebdav } from "./start-webdav.ts";
export { closedPort } from "./server.ts";
