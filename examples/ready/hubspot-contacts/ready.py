"""What the ready integrations share: settings, messages, patient requests, the host by its mapping. Standard library only; each folder has the same file."""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timezone

CONFIG = json.load(open(os.environ["STOA_CONFIG"], encoding="utf-8"))
STATE = json.loads(os.environ.get("STOA_STATE") or "null") or {}
MODE = os.environ.get("STOA_MODE", "run")
GERMAN = os.environ.get("STOA_LANGUAGE") == "de"
HOST = json.load(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "host.json"), encoding="utf-8"))

# Messages go over file descriptor 3; on a laptop, with nobody listening there, they are dropped.
OUT = os.fdopen(3, "w", buffering=1, encoding="utf-8") if "STOA_OUT" in os.environ else None


class Refused(Exception):
    """What somebody answered, in words for the customer and the log; `status` where it was an answer."""

    def __init__(self, text, status=None):
        super().__init__(text)
        self.status = status


def told(english, german):
    """What people read, in the installation's language."""
    return german if GERMAN else english


def say(word, value):
    if OUT:
        OUT.write(f"{word} {value if isinstance(value, str) else json.dumps(value)}\n")


def tell(english, german):
    """What came of the run, in one sentence; a preview says by itself what would."""
    text = told(english, german)
    if MODE != "preview":
        say("say", text)
    print(text)


def would(english, german, text=None):
    say("would", {"say": told(english, german), **({"text": text} if text else {})})


def count(what, number=1):
    if number:
        say("count", f"{what} {number}")


def failed(item, reason):
    say("failed", {"item": str(item)[:200], "reason": str(reason)[:400]})


def seconds_left():
    deadline = os.environ.get("STOA_DEADLINE")
    left = 600.0 if not deadline else (datetime.fromisoformat(deadline.replace("Z", "+00:00")) - datetime.now(timezone.utc)).total_seconds()
    return left - 5


def wait(error, attempt, who):
    """As long as the service asks for; a wait beyond the run's deadline is the next run's."""
    asked = error.headers.get("Retry-After", "")
    seconds = int(asked) if asked.isdigit() else 2**attempt
    if seconds > seconds_left():
        raise Refused(f"{who} {told('answered', 'antwortete')} {error.code} {error.reason}, Retry-After: {seconds}")
    print(f"{who} {told('answered', 'antwortete')} {error.code} {error.reason}; {told('waiting', 'noch')} {seconds} s.")
    time.sleep(seconds)


def ask(account, method, path, *, query=None, form=None, body=None, headers=None, again=None):
    """One request by the address Stoa gives for an account, or for the host. `again`: it may be repeated without harm."""
    base = os.environ["STOA_HOST_API" if account == "host" else "STOA_HTTP_" + account.upper()]
    who = HOST["name"] if account == "host" else account.capitalize()
    url = base.rstrip("/") + path + ("?" + urllib.parse.urlencode(query, doseq=True) if query else "")
    data = json.dumps(body).encode() if body is not None else urllib.parse.urlencode(form).encode() if form is not None else None
    sent = {"Accept": "application/json", **(headers or {})}
    if data is not None:
        sent["Content-Type"] = "application/json; charset=utf-8" if body is not None else "application/x-www-form-urlencoded"
    passing = (429, 502, 503, 504) if (method == "GET" if again is None else again) else (429,)
    for attempt in range(6):
        request = urllib.request.Request(url, data=data, headers=sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
                return json.loads(text) if text else {}
        except urllib.error.HTTPError as error:
            if error.code in passing and attempt < 5:
                wait(error, attempt, who)
                continue
            text = error.read().decode(errors="replace")[:600]
            raise Refused(f"{who} {told('answered', 'antwortete')} {error.code} {error.reason}: {text}", error.code) from error
        except urllib.error.URLError as error:
            raise Refused(f"{who} {told('cannot be reached', 'ist nicht zu erreichen')}: {error.reason}") from error


def pick(item, path):
    """What stands at `a.b` of an item; an empty text for what is not there."""
    for part in path.split("."):
        item = item.get(part) if isinstance(item, dict) else None
    return "" if item is None else item


def host_pages(kind, since=None, **more):
    """Pages of a kind of the host's things, oldest change first, each with the names that the mapping gives its fields."""
    mapping = HOST[kind]
    query = {**mapping.get("query", {}), **more}
    if since:
        query[mapping["since"]] = since
    while True:
        page = ask("host", "GET", mapping["list"], query=query)
        yield [{name: pick(item, path) for name, path in mapping["fields"].items()} for item in pick(page, mapping["items"]) or []]
        following = pick(page, mapping["next"])
        if not following:
            return
        query = {**query, mapping["cursor"]: following}


def finish(main):
    try:
        main()
    except Refused as error:
        sys.exit(str(error))
