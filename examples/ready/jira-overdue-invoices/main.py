"""Makes a Jira issue for each overdue invoice, once: known by a label of the invoice, and noted before the next is made."""

import re

from ready import CONFIG, HOST, MODE, STATE, Refused, ask, count, failed, finish, host_pages, say, tell, told, would

# So many labels fit into one search.
TOGETHER = 40


def label_of(invoice):
    return re.sub(r"\s+", "-", f"{HOST['name'].lower()}-{invoice['id']}")


def projects():
    start = 0
    while True:
        page = ask("jira", "GET", "/rest/api/3/project/search", query={"startAt": start, "maxResults": 50})
        yield from page["values"]
        start += len(page["values"])
        if page.get("isLast", True) or not page["values"]:
            return


def labels_there(labels):
    """Which of these labels an issue of the project bears already."""
    quoted = ", ".join(f'"{label}"' for label in labels)
    query = {"jql": f'project = "{CONFIG["project"]}" AND labels in ({quoted})', "fields": "labels", "maxResults": 100}
    found = set()
    while True:
        page = ask("jira", "GET", "/rest/api/3/search/jql", query=query)
        for issue in page.get("issues", []):
            found.update(issue.get("fields", {}).get("labels", []))
        if not page.get("nextPageToken"):
            return found
        query = {**query, "nextPageToken": page["nextPageToken"]}


def fields_of(invoice):
    money = f"{int(invoice['cents']) / 100:.2f} {invoice['currency']}"
    text = told(
        f"{invoice['number']} of {invoice['contact']} over {money} was due on {invoice['due']}.",
        f"{invoice['number']} an {invoice['contact']} über {money} war am {invoice['due']} fällig.",
    )
    return {
        "project": {"key": CONFIG["project"]},
        "issuetype": {"name": CONFIG.get("issue_type") or "Task"},
        "summary": f"{told('Overdue', 'Überfällig')}: {invoice['number']}, {invoice['contact']}, {money}"[:250],
        "labels": [label_of(invoice)],
        "description": {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]},
    }


def make(invoice):
    try:
        return ask("jira", "POST", "/rest/api/3/issue", body={"fields": fields_of(invoice)})["key"]
    except Refused as error:
        # About the project or the kind of issue it is the form's fault, and every other invoice would end the same.
        if error.status != 400 or re.search(r'"(project|issuetype)"', str(error)):
            raise
        failed(invoice["number"], error)
        return None


def run():
    overdue = [invoice for page in host_pages("overdue") for invoice in page]
    # What is paid by now needs not be remembered: its issue bears the label.
    made = {one["id"]: STATE["made"][one["id"]] for one in overdue if one["id"] in STATE.get("made", {})}
    unknown = [one for one in overdue if one["id"] not in made]
    total = 0
    for start in range(0, len(unknown), TOGETHER):
        some = unknown[start : start + TOGETHER]
        there = labels_there([label_of(one) for one in some])
        for invoice in some:
            if label_of(invoice) in there:
                made[invoice["id"]] = "found"
                count("skipped")
            elif MODE == "preview":
                would(f"Make an issue for {invoice['number']}", f"Vorgang anlegen für {invoice['number']}")
                continue
            else:
                key = make(invoice)
                if key is None:
                    continue
                made[invoice["id"]] = key
                total += 1
                count("created")
            if MODE == "run":
                say("state", {"made": made})
    if total:
        tell(f"{total} issue{'s' if total != 1 else ''} made.", f"{total} {'Vorgänge' if total != 1 else 'Vorgang'} angelegt.")
    else:
        tell("No invoice became overdue.", "Keine Rechnung ist überfällig geworden.")


def main():
    if MODE == "options":
        say("options", {"projects": [{"const": one["key"], "title": f"{one['name']} ({one['key']})"} for one in projects()]})
    elif MODE == "check":
        ask("jira", "GET", "/rest/api/3/project/search", query={"maxResults": 1})
        print(told("Jira answers.", "Jira antwortet."))
    else:
        run()


finish(main)
