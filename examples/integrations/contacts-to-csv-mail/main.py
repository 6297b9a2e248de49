"""Mails the contacts that changed since the last mail, as one CSV file. Standard library only."""

import csv
import io
import json
import os
import smtplib
import sys
import urllib.error
import urllib.parse
import urllib.request
from email.message import EmailMessage

CONFIG = json.load(open(os.environ["STOA_CONFIG"], encoding="utf-8"))
STATE = json.loads(os.environ.get("STOA_STATE") or "null") or {}
COLUMNS = ["name", "organisation", "email", "phone", "notes", "updated_at"]


# Messages go over file descriptor 3; on a laptop, with nobody listening there, they are dropped.
OUT = os.fdopen(3, "w", buffering=1, encoding="utf-8") if "STOA_OUT" in os.environ else None


def say(message):
    if OUT:
        OUT.write(message + "\n")


def fetch_page(cursor, since):
    query = {"limit": "200"}
    if cursor:
        query["cursor"] = cursor
    if since:
        query["updated_since"] = since
    url = CONFIG["ledgerline_url"].rstrip("/") + "/api/contacts?" + urllib.parse.urlencode(query)
    request = urllib.request.Request(url, headers={"Authorization": "Bearer " + os.environ["STOA_SECRET_API_KEY"]})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def fetch_changed(since):
    contacts, cursor = [], None
    while True:
        page = fetch_page(cursor, since)
        contacts += page["data"]
        cursor = page["next_cursor"]
        if cursor is None:
            return contacts


def write_csv(contacts):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(contacts)
    return text.getvalue()


def make_mail(contacts):
    mail = EmailMessage()
    mail["From"], mail["To"] = CONFIG["mail_from"], CONFIG["mail_to"]
    mail["Subject"] = f"{len(contacts)} changed contact{'s' if len(contacts) != 1 else ''}"
    mail.set_content(f"{len(contacts)} contacts were added or changed. They are in the file beside this text.\n")
    mail.add_attachment(write_csv(contacts).encode(), maintype="text", subtype="csv", filename="contacts.csv")
    return mail


def send(mail):
    host, _, port = CONFIG["smtp_server"].partition(":")
    with smtplib.SMTP(host, int(port or 25), timeout=30) as server:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls()
        if CONFIG.get("smtp_user"):
            server.login(CONFIG["smtp_user"], os.environ["STOA_SECRET_SMTP_PASSWORD"])
        server.send_message(mail)


def main():
    contacts = fetch_changed(STATE.get("cursor"))
    if os.environ.get("STOA_MODE") == "check":
        print(f"Ledgerline answers; {len(contacts)} contacts wait to be sent.")
        return
    if not contacts:
        say("say No contact changed since the last mail.")
        print("No contact changed since the last mail.")
        return
    mail = make_mail(contacts)
    if os.environ.get("STOA_MODE") == "preview":
        say("would " + json.dumps({"mail": mail["Subject"], "to": mail["To"], "contacts": [c["name"] for c in contacts]}))
        return
    send(mail)
    # Only now: a mail that went out and is not noted goes out again, one that is noted and did not go out is lost.
    say("state " + json.dumps({"cursor": contacts[-1]["updated_at"]}))
    say(f"count created {len(contacts)}")
    sent = f"Sent {len(contacts)} contact{'s' if len(contacts) != 1 else ''} to {mail['To']}."
    say("say " + sent)
    print(sent)


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
