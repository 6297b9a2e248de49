"""Posts each new contact to a Slack channel. A message is posted once: what was posted is noted before the next."""

import os

from ready import CONFIG, MODE, STATE, Refused, ask, count, failed, finish, host_pages, say, tell, told, would

# Errors that are about one message; all others are about the channel or the account, and end the run.
OF_ONE = ("msg_too_long", "no_text", "too_many_attachments")


def slack(method, path, **sent):
    answer = ask("slack", method, path, **sent)
    if answer.get("ok"):
        return answer
    error = answer.get("error", "nothing that can be read")
    raise (ValueError if error in OF_ONE else Refused)(f"Slack {told('answered', 'antwortete')} {error}")


def channels():
    query = {"exclude_archived": "true", "types": "public_channel", "limit": "200"}
    while True:
        page = slack("GET", "/conversations.list", query=query)
        yield from page["channels"]
        cursor = page.get("response_metadata", {}).get("next_cursor")
        if not cursor:
            return
        query = {**query, "cursor": cursor}


class Blank(dict):
    def __missing__(self, name):
        return ""


def escaped(contact):
    return Blank({name: str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for name, value in contact.items()})


def text_of(contact):
    pattern = CONFIG.get("text") or told("New contact: *{name}* {organisation} {email}", "Neuer Kontakt: *{name}* {organisation} {email}")
    try:
        return " ".join(pattern.format_map(escaped(contact)).split())
    except (ValueError, IndexError, AttributeError) as error:
        raise Refused(told(f"The message's braces do not match: {error}", f"Die Klammern in der Nachricht passen nicht: {error}")) from error


def post(contact):
    try:
        slack("POST", "/chat.postMessage", form={"channel": CONFIG["channel"], "text": text_of(contact), "unfurl_links": "false"})
        count("created")
    except ValueError as error:
        failed(contact["name"], error)


def run():
    # Before the first run Stoa says what its customer chose: from now on, or what is there already too.
    since = STATE.get("since") or os.environ.get("STOA_SINCE")
    posted = 0
    for page in host_pages("contacts", since):
        for contact in page:
            # A contact that only changed was posted when it was new.
            if since is not None and contact["created"] <= since:
                count("skipped")
            elif MODE == "preview":
                would(f"Post to Slack: {contact['name']}", f"In Slack melden: {contact['name']}", text_of(contact))
            else:
                post(contact)
                posted += 1
            if MODE == "run":
                say("state", {"since": contact["changed"]})
    if posted:
        tell(
            f"{posted} new contact{'s' if posted != 1 else ''} posted to Slack.",
            f"{posted} {'neue Kontakte' if posted != 1 else 'neuer Kontakt'} in Slack gemeldet.",
        )
    else:
        tell("No new contact.", "Kein neuer Kontakt.")


def main():
    if MODE == "options":
        say("options", {"channels": [{"const": one["id"], "title": "#" + one["name"]} for one in channels()]})
    elif MODE == "check":
        slack("GET", "/conversations.list", query={"limit": "1"})
        print(told("Slack answers.", "Slack antwortet."))
    else:
        run()


finish(main)
