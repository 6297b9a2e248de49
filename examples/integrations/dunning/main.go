// Command dunning reminds contacts of their overdue invoices by mail. Standard library only.
package main

import (
	"encoding/json"
	"fmt"
	"net/smtp"
	"os"
	"sort"
	"strings"
	"time"
)

type config struct {
	SMTPServer string `json:"smtp_server"`
	SMTPUser   string `json:"smtp_user"`
	MailFrom   string `json:"mail_from"`
	EveryDays  int    `json:"every_days"`
	Language   string `json:"language"`
	Company    string `json:"company"`
	Text       string `json:"text"`
	Closing    string `json:"closing"`
}

// state remembers the day of the last reminder of each overdue invoice, and what worked.
type state struct {
	Reminded map[string]string `json:"reminded"`
	// Server is the mail server that took the last one.
	Server string `json:"server,omitempty"`
}

const day = "2006-01-02"

var out *os.File

func say(format string, values ...any) {
	if out != nil {
		fmt.Fprintf(out, format+"\n", values...)
	}
}

// told is what people read, in the installation's language.
func told(english, german string) string {
	if os.Getenv("STOA_LANGUAGE") == "de" {
		return german
	}
	return english
}

// counted is a number of things, one or several.
func counted(number int, one, several string) string {
	if number == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", number, several)
}

func toJSON(value any) string {
	text, _ := json.Marshal(value)
	return string(text)
}

func readInputs() (config, state, error) {
	made, before := config{EveryDays: 7}, state{Reminded: map[string]string{}}
	text, err := os.ReadFile(os.Getenv("STOA_CONFIG"))
	if err != nil {
		return made, before, err
	}
	if err := json.Unmarshal(text, &made); err != nil {
		return made, before, err
	}
	if past := os.Getenv("STOA_STATE"); past != "" && past != "null" {
		err = json.Unmarshal([]byte(past), &before)
	}
	return made, before, err
}

// waiting groups the invoices whose reminder is due by contact, and keeps in the state only what is still overdue.
func waiting(invoices []invoice, before state, everyDays int, now time.Time) (map[string][]invoice, state) {
	due, after := map[string][]invoice{}, state{Reminded: map[string]string{}, Server: before.Server}
	limit := now.AddDate(0, 0, -everyDays).Format(day)
	for _, one := range invoices {
		last, known := before.Reminded[one.ID]
		if known {
			after.Reminded[one.ID] = last
		}
		if !known || last <= limit {
			due[one.Contact.ID] = append(due[one.Contact.ID], one)
		}
	}
	return due, after
}

func sortedKeys(groups map[string][]invoice) []string {
	keys := make([]string, 0, len(groups))
	for key := range groups {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

func remind(server *smtp.Client, made config, due map[string][]invoice, after state, today string) error {
	sent := 0
	var to []string
	for index, key := range sortedKeys(due) {
		invoices := due[key]
		contact := invoices[0].Contact
		if contact.Email == "" {
			say("failed %s", toJSON(map[string]string{"item": contact.Name, "reason": told("the contact has no e-mail address", "der Kontakt hat keine E-Mail-Adresse")}))
			continue
		}
		if os.Getenv("STOA_MODE") == "preview" {
			say("would %s", toJSON(map[string]any{"say": made.summary(invoices), "text": made.preview(invoices)}))
			continue
		}
		if err := send(server, made.MailFrom, contact.Email, reminder(made, invoices)); err != nil {
			return err
		}
		after.Server = made.SMTPServer
		for _, one := range invoices {
			after.Reminded[one.ID] = today
		}
		sent++
		to = append(to, contact.Name)
		// After every mail: a run that is cut off reminds nobody twice.
		say("state %s", toJSON(after))
		say("progress %d %d", index+1, len(due))
	}
	if os.Getenv("STOA_MODE") == "preview" {
		fmt.Println(told(counted(len(due), "customer", "customers")+" would be reminded.", "Erinnert würden: "+counted(len(due), "Kunde", "Kunden")+"."))
		return nil
	}
	if sent == 0 {
		finish("No reminder is due.", "Zurzeit ist keine Erinnerung fällig.")
		return nil
	}
	say("count created %d", sent)
	finish(
		counted(sent, "reminder", "reminders")+" sent, to "+few(to, "and %d more")+".",
		counted(sent, "Erinnerung", "Erinnerungen")+" verschickt, an "+few(to, "und %d weitere")+".",
	)
	return nil
}

// finish says how it went, over the run and in its log.
func finish(english, german string) {
	say("say %s", told(english, german))
	fmt.Println(told(english, german))
}

// few names the first of them; all stand in the progress of the run.
func few(names []string, more string) string {
	if len(names) <= 4 {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:3], ", ") + " " + fmt.Sprintf(more, len(names)-3)
}

func run() error {
	made, before, err := readInputs()
	if err != nil {
		return err
	}
	// Before anything else, in a preview too: settings that do not work are to be known now, not when there is something to send.
	server, err := mailServer(made, before)
	if err != nil {
		return err
	}
	defer server.Close()
	invoices, err := overdueInvoices(os.Getenv("STOA_HOST_API"))
	if err != nil {
		return err
	}
	if os.Getenv("STOA_MODE") == "check" {
		fmt.Printf("Ledgerline and the mail server answer; %d invoices are overdue.\n", len(invoices))
		return nil
	}
	now := time.Now().UTC()
	due, after := waiting(invoices, before, made.EveryDays, now)
	return remind(server, made, due, after, now.Format(day))
}

func main() {
	// Messages go over file descriptor 3; on a laptop, with nobody listening there, they are dropped.
	if os.Getenv("STOA_OUT") != "" {
		out = os.NewFile(3, "messages")
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		if text, wrong := settingOf(err); wrong {
			say("say %s", text)
			os.Exit(78)
		}
		os.Exit(1)
	}
}
