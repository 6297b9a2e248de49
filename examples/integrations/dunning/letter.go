package main

import (
	"fmt"
	"strings"
	"time"
)

// words are what a letter is made of in one language.
type words struct {
	one, several, dear, unpaid, due, closing, ignore string
}

var languages = map[string]words{
	"en": {
		one: "Reminder of invoice %s", several: "Reminder of %d invoices", dear: "Dear %s,",
		unpaid: "we have not received your payment for:", due: "due", closing: "Kind regards",
		ignore: "If you have paid meanwhile, please ignore this mail.",
	},
	"de": {
		one: "Zahlungserinnerung zu Rechnung %s", several: "Zahlungserinnerung zu %d Rechnungen", dear: "Guten Tag %s,",
		unpaid: "für das Folgende ist noch keine Zahlung bei uns eingegangen:", due: "fällig am", closing: "Mit freundlichen Grüßen",
		ignore: "Falls Sie inzwischen bezahlt haben, betrachten Sie diese Nachricht bitte als gegenstandslos.",
	},
}

func (made config) words() words {
	if found, known := languages[made.Language]; known {
		return found
	}
	return languages["en"]
}

func (made config) amount(one invoice) string {
	if made.Language == "de" {
		return fmt.Sprintf("%d,%02d %s", one.TotalCents/100, one.TotalCents%100, one.Currency)
	}
	return fmt.Sprintf("%s %d.%02d", one.Currency, one.TotalCents/100, one.TotalCents%100)
}

func (made config) day(text string) string {
	if read, err := time.Parse(day, text); err == nil && made.Language == "de" {
		return read.Format("02.01.2006")
	}
	return text
}

// subject and letter are the mail that lists what one contact owes; the customer's own text and closing stand where there are some.
func (made config) subject(invoices []invoice) string {
	said := fmt.Sprintf(made.words().one, invoices[0].Number)
	if len(invoices) > 1 {
		said = fmt.Sprintf(made.words().several, len(invoices))
	}
	if made.Company != "" {
		return made.Company + ": " + said
	}
	return said
}

func (made config) letter(invoices []invoice) string {
	say := made.words()
	lines := []string{fmt.Sprintf(say.dear, invoices[0].Contact.Name), "", orElse(made.Text, say.unpaid), ""}
	for _, one := range invoices {
		lines = append(lines, fmt.Sprintf("  %s  %s, %s %s", one.Number, made.amount(one), say.due, made.day(one.DueOn)))
	}
	lines = append(lines, "", say.ignore, "", orElse(made.Closing, say.closing))
	if made.Company != "" {
		lines = append(lines, made.Company)
	}
	return strings.Join(lines, "\n") + "\n"
}

// preview is the mail as it would be read.
func (made config) preview(invoices []invoice) string {
	from, subject := told("From", "Von"), told("Subject", "Betreff")
	return fmt.Sprintf("%s: %s\n%s: %s\n\n%s", from, made.MailFrom, subject, made.subject(invoices), made.letter(invoices))
}

func orElse(own, standard string) string {
	if text := strings.TrimSpace(own); text != "" {
		return text
	}
	return standard
}

// summary is one line of a preview: who, and what for.
func (made config) summary(invoices []invoice) string {
	var owed []string
	for _, one := range invoices {
		owed = append(owed, one.Number+" ("+made.amount(one)+")")
	}
	contact := invoices[0].Contact
	return fmt.Sprintf("%s <%s>: %s", contact.Name, contact.Email, strings.Join(owed, ", "))
}
