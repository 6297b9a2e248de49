// Greets the next few people and remembers where it stopped.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"
)

var names = []string{"Ada", "Grace", "Edsger", "Barbara", "Donald", "Radia", "Ken", "Frances"}

// Messages to Stoa are lines on file descriptor 3.
var out = os.NewFile(3, "stoa")

type config struct {
	Greeting string `json:"greeting"`
	People   int    `json:"people"`
	Tone     string `json:"tone"`
}

func say(kind string, value any) {
	text, isText := value.(string)
	if !isText {
		encoded, err := json.Marshal(value)
		if err != nil {
			log.Fatal(err)
		}
		text = string(encoded)
	}
	fmt.Fprintf(out, "%s %s\n", kind, text)
}

func readConfig() config {
	settings := config{Greeting: "Hello", People: 3}
	content, err := os.ReadFile(os.Getenv("STOA_CONFIG"))
	if err == nil {
		err = json.Unmarshal(content, &settings)
	}
	if err != nil {
		log.Fatal(err)
	}
	return settings
}

func main() {
	mode := os.Getenv("STOA_MODE")
	switch mode {
	case "options":
		say("options", map[string]any{"tones": []map[string]string{{"const": "plain", "title": "Plain"}, {"const": "loud", "title": "Loud"}}})
		return
	case "check":
		fmt.Println("nothing to connect to; all is well")
		return
	}
	settings := readConfig()
	state := struct {
		Cursor int `json:"cursor"`
	}{}
	if text := os.Getenv("STOA_STATE"); text != "" {
		if err := json.Unmarshal([]byte(text), &state); err != nil {
			log.Fatal(err)
		}
	}
	for step := 1; step <= settings.People; step++ {
		name := names[state.Cursor%len(names)]
		text := fmt.Sprintf("%s, %s", settings.Greeting, name)
		if settings.Tone == "loud" {
			text = strings.ToUpper(text) + "!"
		}
		if mode == "preview" {
			say("would", map[string]string{"greet": name})
		} else {
			fmt.Println(text)
			say("count", "created 1")
		}
		state.Cursor++
		say("progress", fmt.Sprintf("%d %d %s", step, settings.People, name))
	}
	if mode == "run" {
		say("state", state)
	}
}
