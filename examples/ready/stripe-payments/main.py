"""Marks invoices as paid whose payment came in at Stripe. A paid one is no longer open, so the same payment again does nothing."""

import time

from ready import CONFIG, HOST, MODE, STATE, Refused, ask, count, failed, finish, host_pages, say, tell, told, would

# Stripe counts these in whole units, others in hundredths.
WHOLE = set("bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf".split())


def charges(since):
    """Those that succeeded since a moment, oldest first; Stripe tells the newest first, a page at a time."""
    query, found = {"limit": 100, "created[gte]": since}, []
    while True:
        page = ask("stripe", "GET", "/v1/charges", query=query)
        found += page["data"]
        if not page["has_more"] or not page["data"]:
            break
        query = {**query, "starting_after": page["data"][-1]["id"]}
    seen = set(STATE.get("seen", []))
    return [one for one in sorted(found, key=lambda one: (one["created"], one["id"])) if one["id"] not in seen]


def cents_of(charge):
    """What came in and stayed: less what was not captured, or paid back."""
    return (charge["amount_captured"] - charge["amount_refunded"]) * (100 if charge["currency"] in WHOLE else 1)


def may_come(charge):
    """It may succeed yet, or its money be captured yet."""
    return charge["status"] == "pending" or (charge["status"] == "succeeded" and not charge["captured"] and not charge["refunded"])


def fault_of(charge, invoice):
    if charge["currency"].upper() != str(invoice["currency"]).upper():
        paid = charge["currency"].upper()
        return told(f"paid in {paid}, the invoice is in {invoice['currency']}", f"in {paid} bezahlt, die Rechnung lautet auf {invoice['currency']}")
    if cents_of(charge) < int(invoice["cents"]):
        paid, owed = f"{cents_of(charge) / 100:.2f}", f"{int(invoice['cents']) / 100:.2f}"
        return told(f"pays {paid} of {owed}", f"zahlt {paid} von {owed}")
    return None


def mark(invoice):
    how = HOST["paid"]
    ask("host", how["method"], how["path"].replace("{id}", str(invoice["id"])), body=how["body"], again=True)


def settle(charge, invoices):
    """What a payment does: marks its invoice, is told as one that does not fit, or is none of ours."""
    number = str(charge.get("metadata", {}).get(CONFIG.get("metadata") or "invoice", "")).strip()
    invoice = invoices.get(number)
    if invoice is None:
        count("skipped")
        return
    fault = fault_of(charge, invoice)
    if fault:
        failed(number, f"{charge['id']} {fault}")
    elif MODE == "preview":
        would(f"Mark {number} as paid", f"{number} als bezahlt vermerken")
    else:
        try:
            mark(invoice)
        except Refused as error:
            if error.status not in (404, 409, 422):
                raise
            failed(number, error)
            return
        del invoices[number]
        count("updated")


def run():
    since = STATE.get("since") or int(time.time()) - int(CONFIG.get("days", 30)) * 86_400
    arrived = charges(since)
    paying = [one for one in arrived if one["status"] == "succeeded" and one["captured"] and not one["refunded"]]
    invoices = {str(one["number"]): one for page in host_pages("open") for one in page} if paying else {}
    before, seen, waits = len(invoices), list(STATE.get("seen", [])), False
    for charge in arrived:
        if charge in paying:
            settle(charge, invoices)
        # One that may come yet and all after it are looked at again; what was marked meanwhile is no longer open then.
        waits = waits or may_come(charge)
        if waits:
            continue
        seen = [*(seen if charge["created"] == since else []), charge["id"]]
        since = charge["created"]
        if MODE == "run":
            say("state", {"since": since, "seen": seen})
    paid = before - len(invoices)
    if not arrived:
        tell("No payment came in.", "Es ging keine Zahlung ein.")
    else:
        tell(
            f"{len(arrived)} payment{'s' if len(arrived) != 1 else ''} looked at, {paid} invoice{'s' if paid != 1 else ''} marked as paid.",
            f"{len(arrived)} Zahlung{'en' if len(arrived) != 1 else ''} angesehen, {paid} Rechnung{'en' if paid != 1 else ''} als bezahlt vermerkt.",
        )


def main():
    if MODE == "check":
        ask("stripe", "GET", "/v1/charges", query={"limit": 1})
        print(told("Stripe answers.", "Stripe antwortet."))
    else:
        run()


finish(main)
