import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort, once, type Server, temporaryFolder } from "./server.ts";
import { startProcess } from "./start-process.ts";

export type Radicale = Server & {
  url: string;
  user: string;
  password: string;
  /** Address of a calendar, ending in a slash. */
  calendar(name: string): string;
  makeCalendar(name: string): Promise<void>;
  putEvent(calendar: string, uid: string, summary: string): Promise<void>;
  /** Summaries of all events of a calendar, sorted. */
  summaries(calendar: string): Promise<string[]>;
};

const [user, password] = ["anna", "cal-secret-4711"];

function configOf(folder: string, port: number): string {
  return `[server]
hosts = 127.0.0.1:${port}
[auth]
type = htpasswd
htpasswd_filename = ${folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = ${folder}/collections
[logging]
level = warning
`;
}

function eventOf(uid: string, summary: string): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//programs//test//EN",
    "BEGIN:VEVENT",
    `UID:${uid}`,
    "DTSTAMP:20260301T090000Z",
  ];
  return [...lines, "DTSTART:20260302T090000Z", "DTEND:20260302T100000Z", `SUMMARY:${summary}`, "END:VEVENT", "END:VCALENDAR", ""].join(
    "\r\n",
  );
}

async function request(method: string, url: string, body?: string): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const type = body?.startsWith("BEGIN:") ? "text/calendar" : "application/xml";
  const answer = await fetch(url, { method, headers: { authorization, "content-type": type }, ...(body === undefined ? {} : { body }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${text}`);
  return text;
}

/** Debian's Radicale, a CalDAV server, with one user and no calendars. */
export async function startRadicale(): Promise<Radicale> {
  const folder = await temporaryFolder("radicale");
  const port = await freePort();
  await writeFile(join(folder.path, "config"), configOf(folder.path, port));
  await writeFile(join(folder.path, "users"), `${user}:${password}\n`);
  const server = await startProcess({ command: "radicale", args: ["--config", join(folder.path, "config")], port, cwd: folder.path });
  const url = `http://127.0.0.1:${port}`;
  const calendar = (name: string): string => `${url}/${user}/${name}/`;
  return {
    url,
    user,
    password,
    calendar,
    makeCalendar: async (name) => void (await request("MKCALENDAR", calendar(name))),
    putEvent: async (name, uid, summary) => void (await request("PUT", `${calendar(name)}${uid}.ics`, eventOf(uid, summary))),
    summaries: async (name) =>
      [...(await request("GET", calendar(name))).matchAll(/^SUMMARY:(.*?)\r?$/gm)].map((match) => match[1] ?? "").toSorted(),
    stop: once(async () => {
      await server.stop();
      await folder.remove();
    }),
  };
}
