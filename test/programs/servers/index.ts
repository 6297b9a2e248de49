export { type ExampleHost, exampleCompany, startExampleHost } from "./start-example-host.ts";
export { atomFeed, type FeedServer, startFeedServer } from "./start-feed-server.ts";
export { type Radicale, startRadicale } from "./start-radicale.ts";
export { startSecondPostgres, type SecondPostgres } from "./start-second-postgres.ts";
export { type Mail, type SmtpSink, startSmtpSink } from "./start-smtp-sink.ts";
export { startWebdav, type Webdav } from "./start-webdav.ts";
export { freePort, type Server } from "./server.ts";
