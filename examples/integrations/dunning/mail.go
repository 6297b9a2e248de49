package main

import (
	"fmt"
	"mime"
	"net"
	"net/smtp"
	"strings"
	"time"
)

// reminder is the mail that lists what one contact owes, as it goes over the wire.
func reminder(made config, invoices []invoice) []byte {
	lines := []string{
		"From: " + made.MailFrom, "To: " + invoices[0].Contact.Email, "Subject: " + mime.QEncoding.Encode("utf-8", made.subject(invoices)),
		"Date: " + time.Now().Format(time.RFC1123Z), "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "",
		made.letter(invoices),
	}
	text := strings.ReplaceAll(strings.Join(lines, "\n"), "\r\n", "\n")
	return []byte(strings.ReplaceAll(text, "\n", "\r\n"))
}

// send hands one mail to the mail server, with TLS where it offers it.
func send(server, user, password, from, to string, mail []byte) error {
	host, _, err := net.SplitHostPort(server)
	if err != nil {
		return wrongSetting{fmt.Sprintf("%q holds %q; it needs a port, such as mail.example.com:587.", "Mail server", server)}
	}
	var auth smtp.Auth
	if user != "" {
		auth = smtp.PlainAuth("", user, password, host)
	}
	return smtp.SendMail(server, auth, from, []string{to}, mail)
}
