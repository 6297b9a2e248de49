// Command dunning reminds contacts of their overdue invoices by mail. Standard library only.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"time"
)

type config struct {
	LedgerlineURL string `json:"ledgerline_url"`
	SMTPServer    string `json:"smtp_server"`
	SMTPUser      string `json:"smtp_user"`
	MailFrom      string `json:"mail_from"`
	EveryDays     int    `json:"every_days"`
	Language      string `json:"language"`
	Company       string `json:"company"`
	Text          string `json:"text"`
	Closing       string `json:"closing"`
}

// state remembers the day of the last reminder of each overdue invoice.
type state struct {
	Reminded map[string]string `json:"reminded"`
}

const day = "2006-01-02"

var out *os.File

func say(format string, values ...any) {
	if out != nil {
		fmt.Fprintf(out, format+"\n", values...)
	}
}

// told is what people read, in the installation's language; the log is English.
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
	due, after := map[string][]invoice{}, state{Reminded: map[string]string{}}
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

func remind(made config, due map[string][]invoice, after state, today string) error {
	sent := 0
	for index, key := range sortedKeys(due) {
		invoices := due[key]
		contact := invoices[0].Contact
		if contact.Email == "" {
			say("failed %s", toJSON(map[string]string{"item": contact.Name, "reason": told("the contact has no e-mail address", "der Kontakt hat keine E-Mail-Adresse")}))
			continue
		}
		if os.Getenv("STOA_MODE") == "preview" {
			say("would %s", toJSON(map[string]any{"say": made.summary(invoices), "text": made.subject(invoices) + "\n\n" + made.letter(invoices)}))
			continue
		}
		mail := reminder(made, invoices)
		if err := send(made.SMTPServer, made.SMTPUser, os.Getenv("STOA_SECRET_SMTP_PASSWORD"), made.MailFrom, contact.Email, mail); err != nil {
			return fmt.Errorf("The mail server did not take the mail: %w", err)
		}
		for _, one := range invoices {
			after.Reminded[one.ID] = today
		}
		sent++
		// After every mail: a run that is cut off reminds nobody twice.
		say("state %s", toJSON(after))
		say("progress %d %d", index+1, len(due))
	}
	if os.Getenv("STOA_MODE") == "preview" {
		fmt.Printf("%d customers would be reminded.\n", len(due))
		return nil
	}
	if sent == 0 {
		say("say %s", told("No reminder is due.", "Zurzeit ist keine Erinnerung fällig."))
		fmt.Println("No reminder is due.")
		return nil
	}
	say("count created %d", sent)
	say("say %s", told(counted(sent, "reminder", "reminders")+" sent.", counted(sent, "Erinnerung", "Erinnerungen")+" verschickt."))
	fmt.Printf("%d reminders sent.\n", sent)
	return nil
}

func run() error {
	made, before, err := readInputs()
	if err != nil {
		return err
	}
	address, err := addressOf(made.LedgerlineURL, told("Address of Ledgerline", "Adresse von Ledgerline"))
	if err != nil {
		return err
	}
	invoices, err := overdueInvoices(address, os.Getenv("STOA_SECRET_API_KEY"))
	if err != nil {
		return err
	}
	if os.Getenv("STOA_MODE") == "check" {
		fmt.Printf("Ledgerline answers; %d invoices are overdue.\n", len(invoices))
		return nil
	}
	now := time.Now().UTC()
	due, after := waiting(invoices, before, made.EveryDays, now)
	return remind(made, due, after, now.Format(day))
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
