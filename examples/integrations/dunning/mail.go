package main

import (
	"crypto/tls"
	"fmt"
	"mime"
	"net"
	"net/smtp"
	"os"
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

// mailServer is signed in there, with TLS where it offers it. One that never took a mail is a setting to look at; another may just be down.
func mailServer(made config, before state) (*smtp.Client, error) {
	address := made.SMTPServer
	if !strings.Contains(address, ":") {
		address += ":25"
	}
	line, err := net.DialTimeout("tcp", address, 15*time.Second)
	if err != nil {
		if before.Server == made.SMTPServer {
			return nil, fmt.Errorf("The mail server cannot be reached: %w", err)
		}
		return nil, wrongSetting{fmt.Sprintf(told(
			"Nobody answers at %q. Look at \"Mail server\": its name, and the port behind the colon.",
			"Unter %q antwortet niemand. Prüfen Sie \"Mailserver\": den Namen und die Portnummer nach dem Doppelpunkt."), made.SMTPServer)}
	}
	host, _, _ := net.SplitHostPort(address)
	server, err := smtp.NewClient(line, host)
	if err != nil {
		return nil, fmt.Errorf("The mail server did not answer as one: %w", err)
	}
	if offered, _ := server.Extension("STARTTLS"); offered {
		if err := server.StartTLS(&tls.Config{ServerName: host}); err != nil {
			return nil, fmt.Errorf("The mail server's TLS failed: %w", err)
		}
	}
	if made.SMTPUser == "" {
		return server, nil
	}
	if err := server.Auth(smtp.PlainAuth("", made.SMTPUser, os.Getenv("STOA_SECRET_SMTP_PASSWORD"), host)); err != nil {
		return nil, fmt.Errorf("The mail server refused user or password: %w", err)
	}
	return server, nil
}

// send hands over one mail. A sender that the server refuses is a setting to change.
func send(server *smtp.Client, from, to string, mail []byte) error {
	if err := server.Mail(from); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return wrongSetting{fmt.Sprintf(told(
			"The mail server does not take mails from %q. Change \"Sender\".",
			"Der Mailserver nimmt keine E-Mails von %q an. Ändern Sie \"Absender\"."), from)}
	}
	if err := server.Rcpt(to); err != nil {
		return fmt.Errorf("The mail server does not take mails to %s: %w", to, err)
	}
	body, err := server.Data()
	if err == nil {
		_, err = body.Write(mail)
	}
	if err == nil {
		err = body.Close()
	}
	if err != nil {
		return fmt.Errorf("The mail server did not take the mail: %w", err)
	}
	return nil
}
