package main

import (
	"fmt"
	"mime"
	"net"
	"net/smtp"
	"strings"
	"time"
)

// reminder is the mail that lists what one contact owes.
func reminder(from string, invoices []invoice, today string) []byte {
	contact := invoices[0].Contact
	subject := "Reminder: invoice " + invoices[0].Number
	if len(invoices) > 1 {
		subject = fmt.Sprintf("Reminder: %d invoices", len(invoices))
	}
	var text strings.Builder
	for _, line := range []string{
		"From: " + from, "To: " + contact.Email, "Subject: " + mime.QEncoding.Encode("utf-8", subject),
		"Date: " + time.Now().Format(time.RFC1123Z), "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "",
		"Dear " + contact.Name + ",", "", "we have not received your payment for:", "",
	} {
		text.WriteString(line + "\r\n")
	}
	for _, one := range invoices {
		fmt.Fprintf(&text, "  %s  %s %d.%02d, due %s\r\n", one.Number, one.Currency, one.TotalCents/100, one.TotalCents%100, one.DueOn)
	}
	text.WriteString("\r\nIf you have paid meanwhile, please ignore this mail.\r\n")
	return []byte(text.String())
}

// send hands one mail to the mail server, with TLS where it offers it.
func send(server, user, password, from, to string, mail []byte) error {
	host, _, err := net.SplitHostPort(server)
	if err != nil {
		return fmt.Errorf("the mail server %q needs a port, such as mail.example.com:587", server)
	}
	var auth smtp.Auth
	if user != "" {
		auth = smtp.PlainAuth("", user, password, host)
	}
	return smtp.SendMail(server, auth, from, []string{to}, mail)
}
