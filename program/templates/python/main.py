"""Greets the next few people and remembers where it stopped."""
import json
import os
import sys

NAMES = ["Ada", "Grace", "Edsger", "Barbara", "Donald", "Radia", "Ken", "Frances"]

out = os.fdopen(3, "w", buffering=1)  # messages to Stoa, one a line


def say(kind, value):
    out.write(f"{kind} {value if isinstance(value, str) else json.dumps(value)}\n")


def main():
    mode = os.environ["STOA_MODE"]
    if mode == "options":
        say("options", {"tones": [{"const": "plain", "title": "Plain"}, {"const": "loud", "title": "Loud"}]})
        return
    with open(os.environ["STOA_CONFIG"]) as file:
        config = json.load(file)
    if mode == "check":
        print("nothing to connect to; all is well")
        return
    state = json.loads(os.environ.get("STOA_STATE", "null")) or {}
    cursor, most = state.get("cursor", 0), config.get("people", 3)
    for step in range(most):
        name = NAMES[cursor % len(NAMES)]
        text = f"{config.get('greeting', 'Hello')}, {name}"
        if config.get("tone") == "loud":
            text = text.upper() + "!"
        if mode == "preview":
            say("would", {"greet": name})
        else:
            print(text, flush=True)
            say("count", "created 1")
        cursor += 1
        say("progress", f"{step + 1} {most} {name}")
    if mode == "run":
        say("state", {"cursor": cursor})


if __name__ == "__main__":
    sys.exit(main())
