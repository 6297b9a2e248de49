"""Mails the contacts that changed since the last mail, as one CSV file. Standard library only."""

import csv
import datetime
import html
import io
import json
import os
import smtplib
import sys
import urllib.error
import urllib.parse
import urllib.request
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

CONFIG = json.load(open(os.environ["STOA_CONFIG"], encoding="utf-8"))
STATE = json.loads(os.environ.get("STOA_STATE") or "null") or {}
COLUMNS = ["name", "organisation", "email", "phone", "notes", "updated_at"]
# The mail's language is the customer's choice; what the run says, in its log too, is in the installation's.
GERMAN = CONFIG.get("language") == "de"
GERMAN_HERE = os.environ.get("STOA_LANGUAGE") == "de"
HEADINGS = ["Name", "Organisation", "E-Mail", "Telefon", "Notizen", "Geändert am"] if GERMAN else COLUMNS


# Messages go over file descriptor 3; on a laptop, with nobody listening there, they are dropped.
OUT = os.fdopen(3, "w", buffering=1, encoding="utf-8") if "STOA_OUT" in os.environ else None


def say(message):
    if OUT:
        OUT.write(message + "\n")


def told(english, german):
    return german if GERMAN_HERE else english


def finish(english, german):
    """How it went, over the run and in its log."""
    say("say " + told(english, german))
    print(told(english, german))


def stop_for_settings(english, german):
    """Ends with 78, by which a program says that a setting is to be changed; what it said is what is read."""
    say("say " + told(english, german))
    print(told(english, german), file=sys.stderr)
    sys.exit(78)


def fetch_page(cursor, since):
    query = {"limit": "200"}
    if cursor:
        query["cursor"] = cursor
    if since:
        query["updated_since"] = since
    # Stoa adds who calls, and for whom, on the way: this program has no key.
    url = os.environ["STOA_HOST_API"] + "/contacts?" + urllib.parse.urlencode(query)
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)


def fetch_changed(since):
    contacts, cursor = [], None
    while True:
        page = fetch_page(cursor, since)
        contacts += page["data"]
        cursor = page["next_cursor"]
        if cursor is None:
            return contacts


def row_of(contact):
    # A moment as spreadsheets read it: 2026-08-21 20:51.
    return [contact.get(name) or "" for name in COLUMNS[:-1]] + [contact["updated_at"][:16].replace("T", " ")]


def write_csv(contacts):
    """With a byte order mark at its beginning: without one Excel takes the text for another encoding."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=CONFIG.get("separator") or ",")
    writer.writerow(HEADINGS)
    writer.writerows(row_of(contact) for contact in contacts)
    return "\ufeff" + text.getvalue()


def count_of(contacts, german=GERMAN):
    number = len(contacts)
    if german:
        return f"{number} {'neue' if CONFIG.get('only_new') else 'neue oder geänderte'} Kontakte" if number != 1 else "1 Kontakt"
    return f"{number} {'new' if CONFIG.get('only_new') else 'new or changed'} contact{'s' if number != 1 else ''}"


def make_table(contacts):
    """The first of them to read in the mail itself; all of them are attached."""
    def line(cells, tag):
        return "<tr>" + "".join(f'<{tag} align="left">{html.escape(cell)}</{tag}>' for cell in cells) + "</tr>"

    shown = "".join(line(row_of(contact)[:4], "td") for contact in contacts[:50])
    more = "Alle stehen in der Tabelle im Anhang." if GERMAN else "All of them are in the table attached."
    return f'<p>{html.escape(count_of(contacts))}. {more}</p><table cellpadding="6">{line(HEADINGS[:4], "th")}{shown}</table>'


def make_mail(contacts):
    mail = EmailMessage()
    mail["From"], mail["To"] = CONFIG["mail_from"], CONFIG["mail_to"]
    mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain=CONFIG["mail_from"].rpartition("@")[2])
    mail["Subject"] = f"{CONFIG.get('company') or 'Ledgerline'}: {count_of(contacts)}"
    if GERMAN:
        mail.set_content(f"{count_of(contacts)} aus Ledgerline: siehe die Tabelle im Anhang.\n")
    else:
        mail.set_content(f"{count_of(contacts)} of Ledgerline: see the table attached.\n")
    mail.add_alternative(make_table(contacts), subtype="html")
    # The day it is sent: two mails of one week do not carry one name.
    name = f"{'kontakte' if GERMAN else 'contacts'}-{datetime.date.today().isoformat()}.csv"
    mail.add_attachment(write_csv(contacts).encode(), maintype="text", subtype="csv", filename=name)
    return mail


def preview_of(mail, contacts):
    rows = "\n".join(", ".join(filter(None, row_of(contact)[:4])) for contact in contacts[:100])
    text = f"{told('From', 'Von')}: {mail['From']}\n{told('Subject', 'Betreff')}: {mail['Subject']}\n\n{rows}"
    counted = count_of(contacts, GERMAN_HERE)
    return {"say": told(f"A mail with {counted} to {mail['To']}", f"E-Mail an {mail['To']}: {counted}"), "text": text}


def mail_server():
    """The mail server, signed in. One that never answered this integration is a setting to look at; another may just be down."""
    host, _, port = CONFIG["smtp_server"].partition(":")
    try:
        server = smtplib.SMTP(host, int(port or 25), timeout=15)
    except (OSError, ValueError):
        if STATE.get("server") == CONFIG["smtp_server"]:
            raise
        stop_for_settings(
            f'Nobody answers at "{CONFIG["smtp_server"]}". Look at "Mail server": its name, and the port behind the colon.',
            f'Unter "{CONFIG["smtp_server"]}" antwortet niemand. Prüfen Sie "Mailserver": den Namen und die Portnummer nach dem Doppelpunkt.',
        )
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls()
    if CONFIG.get("smtp_user"):
        server.login(CONFIG["smtp_user"], os.environ["STOA_SECRET_SMTP_PASSWORD"])
    return server


def send(server, mail):
    try:
        server.send_message(mail)
    except smtplib.SMTPSenderRefused as error:
        print(f"{error.smtp_code} {error.smtp_error.decode(errors='replace')}", file=sys.stderr)
        stop_for_settings(
            f'The mail server does not take mails from "{CONFIG["mail_from"]}". Change "Sender".',
            f'Der Mailserver nimmt keine E-Mails von "{CONFIG["mail_from"]}" an. Ändern Sie "Absender".',
        )
    except smtplib.SMTPRecipientsRefused as error:
        print(error.recipients, file=sys.stderr)
        stop_for_settings(
            f'The mail server does not take mails to "{CONFIG["mail_to"]}". Change "Send to".',
            f'Der Mailserver nimmt keine E-Mails an "{CONFIG["mail_to"]}" an. Ändern Sie "Empfänger".',
        )


def keep(cursor):
    say("state " + json.dumps({"cursor": cursor, "server": CONFIG["smtp_server"]}))


def main():
    # Before anything else, in a preview too: settings that do not work are to be known now, not when there is something to send.
    with mail_server() as server:
        work(server)


def work(server):
    # The first mail leaves out what was there before, where its customer wants it so.
    since = STATE.get("cursor") or os.environ.get("STOA_SINCE")
    changed = fetch_changed(since)
    contacts = [one for one in changed if one["created_at"] > (since or "")] if CONFIG.get("only_new") else changed
    if os.environ.get("STOA_MODE") == "check":
        print(f"Ledgerline and the mail server answer; {len(contacts)} contacts wait to be sent.")
        return
    if not contacts:
        if changed and os.environ.get("STOA_MODE") == "run":
            keep(changed[-1]["updated_at"])
        nothing = "No contact is new since the last mail." if CONFIG.get("only_new") else "No contact changed since the last mail."
        seither = "Seit der letzten E-Mail ist kein Kontakt neu." if CONFIG.get("only_new") else "Seit der letzten E-Mail hat sich kein Kontakt geändert."
        finish(nothing, seither)
        return
    mail = make_mail(contacts)
    if os.environ.get("STOA_MODE") == "preview":
        say("would " + json.dumps(preview_of(mail, contacts)))
        print(told(f"Would send {count_of(contacts, False)} to {mail['To']}.", f"Würde {count_of(contacts, True)} an {mail['To']} schicken."))
        return
    send(server, mail)
    # Only now: a mail that went out and is not noted goes out again, one that is noted and did not go out is lost.
    keep(changed[-1]["updated_at"])
    say("count created 1")
    finish(
        f"Sent {len(contacts)} contact{'s' if len(contacts) != 1 else ''} to {mail['To']}.",
        f"{'1 Kontakt' if len(contacts) == 1 else f'{len(contacts)} Kontakte'} an {mail['To']} geschickt.",
    )


try:
    main()
except urllib.error.HTTPError as error:
    sys.exit(f"Ledgerline answered {error.code} {error.reason}: {error.read().decode(errors='replace')[:300]}")
except urllib.error.URLError as error:
    sys.exit(f"Ledgerline cannot be reached: {error.reason}")
except smtplib.SMTPAuthenticationError as error:
    sys.exit(f"The mail server refused user or password: {error.smtp_code} {error.smtp_error.decode(errors='replace')}")
except (smtplib.SMTPException, OSError) as error:
    sys.exit(f"The mail server did not take the mail: {error}")
