// The page of "Contacts from a list on the web": what runs brought in. Stoa's page around it tells it everything it knows, and is asked for the rest.
const words = {
  en: {
    source: "From",
    sums: ["New contacts", "Changed", "Refused"],
    all: (count) => (count === 1 ? "In one run" : `In the last ${count} runs`),
    failed: "Failed",
    caption: "The last runs",
    heads: ["When", "New", "Changed", "Refused"],
    none: "Once it has run, you see here what came in.",
    run: "Bring the list in now",
    settings: "Change the list's address",
  },
  de: {
    source: "Aus",
    sums: ["Neue Kontakte", "Geändert", "Abgelehnt"],
    all: (count) => (count === 1 ? "In einem Lauf" : `In den letzten ${count} Läufen`),
    failed: "Fehlgeschlagen",
    caption: "Die letzten Läufe",
    heads: ["Wann", "Neu", "Geändert", "Abgelehnt"],
    none: "Sobald es gelaufen ist, sehen Sie hier, was hereinkam.",
    run: "Liste jetzt holen",
    settings: "Adresse der Liste ändern",
  },
};

const byId = (id) => document.getElementById(id);
const say = (message) => parent.postMessage(message, "*");

function make(name, text, children = []) {
  const element = document.createElement(name);
  element.textContent = text;
  element.append(...children);
  return element;
}

function button(stoa, text) {
  const made = make("button", text);
  made.addEventListener("click", () => say({ stoa }));
  return made;
}

function row(cells, first = "td") {
  return make(
    "tr",
    "",
    cells.map((cell, index) => make(index === 0 ? first : "td", cell)),
  );
}

/** A run that failed brought nothing in, so it has no numbers but a reason. */
function runRow({ state, endedAt, sentence, counts }, time, text) {
  const when = time.format(new Date(endedAt));
  if (state === "succeeded") return row([when, counts.created, counts.updated, counts.failed]);
  const said = make("td", sentence ? `${text.failed}: ${sentence}` : text.failed);
  said.colSpan = 3;
  return make("tr", "", [make("td", when), said]);
}

function show({ name, language, theme, settings, runs, may }) {
  const text = words[language];
  document.documentElement.lang = language;
  const { style } = document.documentElement;
  for (const [key, value] of Object.entries(theme)) style.setProperty(`--${key.replace("onAccent", "on-accent")}`, value);
  byId("title").textContent = name;
  byId("source").textContent = settings.feed_url ? `${text.source} ${settings.feed_url}` : "";
  const ended = runs.filter((run) => run.endedAt !== null);
  const sum = (key) => ended.reduce((total, run) => total + run.counts[key], 0).toLocaleString(language);
  byId("sums").replaceChildren(
    ...["created", "updated", "failed"].map((key, index) => make("div", "", [make("dt", text.sums[index]), make("dd", sum(key))])),
  );
  byId("all").textContent = ended.length === 0 ? "" : text.all(ended.length);
  byId("none").textContent = ended.length === 0 ? text.none : "";
  document.querySelector("table").hidden = ended.length === 0;
  byId("caption").textContent = text.caption;
  byId("heads").replaceChildren(
    make(
      "tr",
      "",
      text.heads.map((head) => make("th", head)),
    ),
  );
  const time = new Intl.DateTimeFormat(language === "de" ? "de-DE" : "en-GB", { dateStyle: "medium", timeStyle: "short" });
  byId("runs").replaceChildren(...ended.slice(0, 8).map((run) => runRow(run, time, text)));
  byId("moves").replaceChildren(...may.map((ask) => button(ask, text[ask])));
  say({ stoa: "height", height: document.documentElement.getBoundingClientRect().height });
}

addEventListener("message", ({ source, data }) => {
  if (source === parent && data?.stoa === "facts") show(data);
});
new ResizeObserver(() => say({ stoa: "height", height: document.documentElement.getBoundingClientRect().height })).observe(document.body);
say({ stoa: "hello" });
