import { test } from "node:test";
import assert from "node:assert/strict";
import { failureTable, type WaitingView } from "@stoa/contract";
import { readClock } from "../parts/read-clock.ts";
import { chosenDays, clockOf, kindOf, lineOf } from "../parts/schedule-kinds.ts";
import { nextTimes, sayMoment } from "../parts/format/next-times.ts";
import { quoteService } from "./quote-service.ts";
import { setLanguage } from "./language.ts";
import { toAddress } from "../parts/to-address.ts";
import { sayCron } from "./say-cron.ts";

test("common schedules are said in words, others as they are", () => {
  const said: [string | null, string][] = [
    [null, "Only when asked"],
    ["*/15 * * * *", "Every 15 minutes"],
    ["0 * * * *", "Every hour"],
    ["7 * * * *", "Every hour at :07"],
    ["30 2 * * *", "Every day at 02:30"],
    ["0 6 * * 1-5", "Monday to Friday at 06:00"],
    ["0 6 * * 7", "Every Sunday at 06:00"],
    ["0 8 * * mon,thu", "Monday and Thursday at 08:00"],
    ["0 8 * * 0,6", "Saturday and Sunday at 08:00"],
    ["0 8 * * 1,3-4", "Monday, Wednesday and Thursday at 08:00"],
    ["0 8 * * mon#2", "0 8 * * mon#2"],
    ["0 */6 * * *", "Every 6 hours"],
    ["0 3 1 * *", "On day 1 of the month at 03:00"],
    ["0,30 8-18 * * 1-5", "0,30 8-18 * * 1-5"],
  ];
  for (const [line, words] of said) assert.equal(sayCron(line), words);
});

test("a schedule is chosen by days and a time, and a line that was typed finds its boxes again", () => {
  assert.equal(lineOf("08:05", [4, 1]), "5 8 * * 1,4");
  assert.equal(lineOf("08:05", "*"), "5 8 * * *");
  const kinds: [string | null, string][] = [
    [null, "none"],
    ["0 * * * *", "0 * * * *"],
    ["5 8 * * *", "daily"],
    ["0 7 * * 1-5", "weekly"],
    ["0 7 * * mon,thu", "weekly"],
    ["0 7 1 * *", "custom"],
    ["*/7 8 * * 1", "custom"],
    ["0 8 * *", "custom"],
  ];
  for (const [line, kind] of kinds) assert.equal(kindOf(line), kind, line ?? "none");
  assert.deepEqual(chosenDays("0 7 * * 0,5-6"), [5, 6, 0]);
  assert.equal(clockOf("5 8 * * 1"), "08:05");
});

test("what comes next is told in the zone of the schedule, and what cannot be read has no next", () => {
  const after = new Date("2026-11-26T12:00:00Z");
  const next = nextTimes("0 8 * * 1", "Europe/Berlin", 2, after);
  assert.deepEqual(
    next?.map((moment) => moment.toISOString()),
    ["2026-11-30T07:00:00.000Z", "2026-12-07T07:00:00.000Z"],
  );
  assert.equal(sayMoment(next?.[0] ?? after, "Europe/Berlin"), "Monday 30 November at 08:00");
  assert.equal(nextTimes(lineOf("08:00", []), "UTC", 1), undefined);
  assert.equal(nextTimes("0 8 * * Monday", "UTC", 1), undefined);
  assert.deepEqual(nextTimes("0 0 30 2 *", "UTC", 1), []);
});

test("what a service said to people is quoted from the answer in a log line", () => {
  const said: [string, string | undefined][] = [
    [
      'Ledgerline answered 401: {"error":{"code":"unauthenticated","message":"This API key is unknown; make a new one."}}',
      "This API key is unknown; make a new one.",
    ],
    ['401: {"error":"invalid_grant","error_description":"The \\"code\\" has expired."}', 'The "code" has expired.'],
    ['401: {"error":"invalid_grant"}', undefined],
    ['401: {"message":"cut off in the mid', undefined],
    ["401 Unauthorized", undefined],
  ];
  for (const [line, words] of said) assert.equal(quoteService(line), words);
});

test("verdicts are said in German by the words the platform writes", async () => {
  await setLanguage("de");
  const { sayVerdict } = await import("./verdict-sentences.ts");
  assert.equal(
    sayVerdict("Mail server does not accept the user name or password; enter them again in the settings."),
    "Mail server nimmt Benutzername oder Passwort nicht an; geben Sie beides in den Einstellungen neu ein.",
  );
  assert.equal(
    sayVerdict('The address in "Mail server", 127.0.0.1:255, does not answer; check it in the settings, or run again later.'),
    "Die Adresse in „Mail server“, 127.0.0.1:255, antwortet nicht; prüfen Sie sie in den Einstellungen oder starten Sie später noch einmal.",
  );
  assert.equal(
    sayVerdict("3 items failed, for one reason: name: a name is needed."),
    "3 Einträge sind aus einem Grund gescheitert: name: a name is needed.",
  );
  assert.equal(
    sayVerdict("The run used more than 256 MB of memory and was stopped; what it had saved is kept."),
    "Der Lauf brauchte mehr als 256 MB Speicher und wurde angehalten; was er gespeichert hatte, bleibt.",
  );
  assert.equal(sayVerdict("A publisher's own words."), "A publisher's own words.");
  assert.equal(
    sayVerdict("Only 0 created, where the integration promises at least 1."),
    "Nur 0 neu, wo die Integration mindestens 1 verspricht.",
  );
  const german = /\b(?:der|die|das|ein|eine|und|nicht|dem)\b/i;
  for (const { sentence } of Object.values(failureTable)) {
    assert.match(sayVerdict(sentence), german, sentence);
    assert.doesNotMatch(sayVerdict(sentence), /Anbieter/, "a publisher is no provider");
  }
  for (const server of ["The other service", "crm.example.com"])
    for (const fault of ["answered with an error of its own", "broke off the connection", "could not be found by its name"])
      assert.match(sayVerdict(`${server} ${fault}; a later run may work.`), /ein späterer Lauf kann gelingen\.$/);
  await setLanguage("en");
});

test("in German a publisher and a provider go by a word of their own each", async () => {
  const { german } = await import("./german/index.ts");
  const mixed = Object.entries(german).filter(
    ([english, said]) => (/Anbieter/.test(said) && !/provider/i.test(english)) || (/Hersteller/.test(said) && /provider/i.test(english)),
  );
  assert.deepEqual(mixed, []);
});

test("why a run waits is said in the reader's language, with its numbers", async () => {
  await setLanguage("de");
  const { sayWaiting, sayRun } = await import("./run-words.ts");
  const waits = (reason: WaitingView["reason"], sentence: string): string =>
    sayWaiting({ waiting: { reason, sentence, until: null, expectedAt: null }, attemptList: [] });
  const said: [WaitingView["reason"], string, string][] = [
    [
      "paused",
      "The installation is paused; the run goes on when it is resumed.",
      "Die Installation ist angehalten; der Lauf geht weiter, wenn sie fortgesetzt wird.",
    ],
    [
      "one-at-a-time",
      "An installation runs one at a time: another run of this installation is under way and at least 1,000 more before it.",
      "Eine Installation führt einen Lauf nach dem anderen aus, und ein anderer kommt zuerst; 1,000 weitere warten vor ihm.",
    ],
    [
      "limit",
      "Your account may run 4 at a time by a limit of its host, and 4 are under way; 7 of yours come before it.",
      "Für Ihr Konto laufen höchstens 4 gleichzeitig, und 4 sind im Gang; 7 von Ihren kommen vorher.",
    ],
    [
      "rate",
      "This account at the other service may begin 60 runs a minute by a limit of the operator; it is the next one.",
      "Mit diesem Konto beim anderen Dienst beginnen höchstens 60 Läufe in der Minute; er ist Ihr nächster.",
    ],
    [
      "behind-own",
      "All 3 places to run are taken and are shared out fairly among customers; 2 of yours come before it.",
      "Alle Plätze sind belegt und werden unter den Kunden gerecht verteilt; 2 von Ihren kommen vorher.",
    ],
  ];
  for (const [reason, sentence, german] of said) assert.equal(waits(reason, sentence), german);
  const failed = (sentence: string): string => sayRun({ state: "failed", failureClass: "memory", attempts: 1, sentence }).word;
  assert.deepEqual(
    [failed("The run started more than 64 processes and was stopped;"), failed("The run used more than 256 MB of memory")],
    ["Zu viele Prozesse", "Speicher reicht nicht"],
  );
  await setLanguage("en");
  assert.equal(waits("due-soon", "The run is about to begin."), "The run is about to begin.");
});

test("what an address asks stands apart from its path, so that a kept side is joined and not glued on", () => {
  assert.deepEqual(toAddress("/shop/install/lst_1?installation=ins_2&step=form"), {
    to: "/shop/install/lst_1",
    search: { installation: "ins_2", step: "form" },
  });
  assert.deepEqual(toAddress("/shop/installations/ins_2"), { to: "/shop/installations/ins_2" });
});

test("a time of day is read as people write it", () => {
  const read = (...texts: string[]) => texts.map(readClock);
  assert.deepEqual(read("2", "2:30", "14.30", "1430", " 07:05 ", "7 Uhr"), ["02:00", "02:30", "14:30", "14:30", "07:05", "07:00"]);
  assert.deepEqual(read("2:30 pm", "12 am", "12:15 PM", "11 am"), ["14:30", "00:00", "12:15", "11:00"]);
  assert.deepEqual(read("", "24", "7:6", "7:60", "13 pm", "noon", "7:5:1"), [
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
