"""Keeps contacts in HubSpot in step, known by their e-mail address: the same again is the same."""

from ready import CONFIG, MODE, STATE, Refused, ask, count, failed, finish, host_pages, say, tell, told, would

FIELDS_PATH = "/crm/v3/properties/contacts"
PATH = "/crm/v3/objects/contacts/batch/upsert"
# HubSpot takes so many at once.
MOST = 100


# Who installed it before there was a choice wrote these.
USUAL = {"email": "email", "firstname": "first_name", "lastname": "last_name", "company": "organisation", "phone": "phone"}
FIELDS = {row["target"]: row["source"] for row in CONFIG["fields"]} if "fields" in CONFIG else USUAL
NAMES = {"name", "first_name", "last_name"}


def properties_of(contact):
    first, _, last = str(contact["name"]).partition(" ")
    ours = {**contact, "email": contact["email"].lower(), "first_name": first, "last_name": last}
    writes_names = contact["created"] > STATE.get("since", "") or CONFIG.get("overwrite_names", True)
    given = {target: ours[source] for target, source in FIELDS.items() if writes_names or source not in NAMES}
    given["email"] = ours["email"]
    # An empty value would take away what somebody entered in HubSpot.
    return {name: str(value) for name, value in given.items() if value != ""}


def is_text(field):
    """What a text can be written into: neither a choice out of a list, nor a number or date, nor what HubSpot fills itself."""
    told = field.get("modificationMetadata", {})
    is_own = not (field.get("hidden") or field.get("calculated") or field.get("archived") or told.get("readOnlyValue"))
    return is_own and field["type"] in ("string", "phone_number")


def targets():
    """The address first, which must be filled: contacts are known by it."""
    for field in sorted(ask("hubspot", "GET", FIELDS_PATH)["results"], key=lambda one: (one["name"] != "email", one["label"].casefold())):
        if is_text(field):
            yield {"const": field["name"], "title": field["label"], **({"needed": True} if field["name"] == "email" else {})}


def inputs_of(page):
    """By e-mail address, the latest last: the same twice in one batch is refused."""
    inputs = {}
    for contact in page:
        if contact["email"]:
            properties = properties_of(contact)
            inputs[properties["email"]] = {"idProperty": "email", "id": properties["email"], "properties": properties}
    return list(inputs.values())


def upsert(inputs):
    """A batch that is refused as a whole is halved until the contact it is about stands alone."""
    if not inputs:
        return
    try:
        answer = ask("hubspot", "POST", PATH, body={"inputs": inputs}, again=True)
    except Refused as error:
        if error.status != 400:
            raise
        if len(inputs) == 1:
            failed(inputs[0]["id"], error)
            return
        middle = len(inputs) // 2
        upsert(inputs[:middle])
        upsert(inputs[middle:])
        return
    results = answer.get("results", [])
    count("created", sum(1 for one in results if one.get("new")))
    count("updated", sum(1 for one in results if not one.get("new")))
    for error in answer.get("errors", []):
        about = [one for values in error.get("context", {}).values() for one in values]
        failed(about[0] if about else told("a contact", "ein Kontakt"), error["message"])


def run():
    total = 0
    for page in host_pages("contacts", STATE.get("since")):
        inputs = inputs_of(page)
        total += len(inputs)
        if MODE == "preview":
            for one in inputs:
                would(f"Write to HubSpot: {one['id']}", f"In HubSpot schreiben: {one['id']}")
            continue
        for start in range(0, len(inputs), MOST):
            upsert(inputs[start : start + MOST])
        count("skipped", sum(1 for contact in page if not contact["email"]))
        if page:
            say("state", {"since": page[-1]["changed"]})
    if total:
        tell(f"{total} contact{'s' if total != 1 else ''} written.", f"{total} Kontakt{'e' if total != 1 else ''} geschrieben.")
    else:
        tell("No contact changed.", "Kein Kontakt hat sich geändert.")


def main():
    if MODE == "options":
        say("options", {"theirs": list(targets())})
    elif MODE == "check":
        ask("hubspot", "POST", PATH, body={"inputs": []}, again=True)
        print(told("HubSpot answers.", "HubSpot antwortet."))
    else:
        run()


finish(main)
