"""Keeps a sheet in step with the contacts, one row each, known by the id in the first column: run again, nothing changes."""

import re
import urllib.parse

from ready import CONFIG, MODE, STATE, ask, count, finish, host_pages, say, tell, told, would

COLUMNS = ["id", "name", "organisation", "email", "phone"]
LAST = chr(ord("A") + len(COLUMNS) - 1)


def spreadsheet():
    found = re.match(r"https://docs\.google\.com/spreadsheets/d/([A-Za-z0-9_-]+)", CONFIG["spreadsheet"])
    return found.group(1) if found else CONFIG["spreadsheet"]


def range_of(cells):
    return "'" + (CONFIG.get("sheet") or "Sheet1").replace("'", "''") + "'!" + cells


def values(method, cells, **sent):
    path = f"/spreadsheets/{spreadsheet()}/values/{urllib.parse.quote(range_of(cells), safe='')}"
    return ask("google", method, path + sent.pop("suffix", ""), **sent)


def read_rows():
    rows = values("GET", f"A:{LAST}", query={"majorDimension": "ROWS", "valueRenderOption": "FORMATTED_VALUE"}).get("values", [])
    return {row[0]: (number, row) for number, row in enumerate(rows, start=1) if row and row[0] and row[0] != "id"}, bool(rows)


def write(changed):
    """Rows in their places. The same again is the same."""
    data = [{"range": range_of(f"A{number}:{LAST}{number}"), "majorDimension": "ROWS", "values": [row]} for number, row in changed]
    body = {"valueInputOption": "RAW", "data": data}
    ask("google", "POST", f"/spreadsheets/{spreadsheet()}/values:batchUpdate", body=body, again=True)


def append(rows):
    """Not repeated but when Google was not there at all: twice sent would be two rows."""
    body = {"majorDimension": "ROWS", "values": rows}
    query = {"valueInputOption": "RAW", "insertDataOption": "INSERT_ROWS"}
    values("POST", f"A:{LAST}", suffix=":append", query=query, body=body)


def step(page, known):
    """What a page of contacts adds and changes. @returns rows to append, (number, row) to write, how many are right already"""
    new, changed, same = [], [], 0
    for contact in page:
        row = [str(contact[name]) for name in COLUMNS]
        number, before = known.get(row[0], (None, None))
        if number is None:
            new.append(row)
        elif before + [""] * (len(row) - len(before)) == row:
            same += 1
        else:
            changed.append((number, row))
    return new, changed, same


def run():
    known, has_rows = read_rows()
    if not has_rows and MODE == "run":
        write([(1, COLUMNS)])
    total = 0
    for page in host_pages("contacts", STATE.get("since")):
        new, changed, same = step(page, known)
        total += len(new) + len(changed)
        if MODE == "preview":
            for row in new:
                would(f"Add a row: {row[1]}", f"Neue Zeile: {row[1]}")
            for _, row in changed:
                would(f"Change the row of {row[1]}", f"Zeile ändern: {row[1]}")
            continue
        if changed:
            write(changed)
        if new:
            append(new)
        for what, number in (("created", len(new)), ("updated", len(changed)), ("skipped", same)):
            count(what, number)
        # A checkpoint a page: a run that is cut off goes on from here.
        if page:
            say("state", {"since": page[-1]["changed"]})
    if total:
        tell(f"{total} row{'s' if total != 1 else ''} written.", f"{total} Zeile{'n' if total != 1 else ''} geschrieben.")
    else:
        tell("The sheet is up to date.", "Die Tabelle ist auf dem neuesten Stand.")


def main():
    if MODE == "check":
        read_rows()
        print(told("Google answers, and the sheet is there.", "Google antwortet, und die Tabelle ist da."))
    else:
        run()


finish(main)
